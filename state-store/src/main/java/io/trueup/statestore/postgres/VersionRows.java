package io.trueup.statestore.postgres;

import static java.util.Objects.requireNonNull;

import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.Version;
import io.trueup.statestore.Version.PlatformImpact;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads versions with their problems and impacts: three queries for any number of versions. */
final class VersionRows {

  private static final String NEWEST =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       ORDER BY decided_at DESC, source DESC, sequence DESC
       LIMIT ?
      """;

  private static final String NEWEST_OF_SOURCE =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       WHERE source = ?
       ORDER BY sequence DESC
       LIMIT ?
      """;

  private static final String FIND =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       WHERE source = ?
         AND sequence = ?
      """;

  private static final String NEXT_ACCEPTED =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       WHERE source = ?
         AND sequence > ?
         AND accepted
       ORDER BY sequence
       LIMIT 1
      """;

  private static final String NEWEST_ACCEPTED =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       WHERE source = ?
         AND decided_at <= ?
         AND accepted
       ORDER BY sequence DESC
       LIMIT 1
      """;

  private static final String ACCEPTED_COMMIT =
      """
      SELECT source, sequence, commit, accepted, author, subject, committed_at, decided_at,
             change, approved_at, approved_by, approval_reason
        FROM version
       WHERE source = ?
         AND commit = ?
         AND accepted
       ORDER BY sequence DESC
       LIMIT 1
      """;

  private static final String PROBLEMS =
      """
      SELECT source, sequence, rule, severity, file, line, "column", message, remedy
        FROM version_problem
       WHERE (source, sequence) IN (SELECT v.source, v.sequence
                                      FROM unnest(?::text[], ?::text[]::bigint[])
                                           AS v (source, sequence))
       ORDER BY source, sequence, ordinal
      """;

  private static final String IMPACTS =
      """
      SELECT i.source, i.sequence, p.name, i.added, i.changed, i.removed
        FROM version_impact AS i
        JOIN platform AS p ON p.id = i.platform
       WHERE (i.source, i.sequence) IN (SELECT v.source, v.sequence
                                          FROM unnest(?::text[], ?::text[]::bigint[])
                                               AS v (source, sequence))
       ORDER BY i.source, i.sequence, p.name
      """;

  private record Key(SourceId source, long sequence) {
    static Key of(Row row) throws SQLException {
      return new Key(row.source("source"), row.number("sequence"));
    }
  }

  private record Head(
      Key key,
      CommitId commit,
      boolean accepted,
      String author,
      String subject,
      Instant committedAt,
      Instant decidedAt,
      @Nullable ChangeDigest change,
      @Nullable ChangeApproval approval) {

    Version with(List<Problem> problems, List<PlatformImpact> impacts) {
      return new Version(
          key.source(),
          key.sequence(),
          commit,
          accepted,
          author,
          subject,
          committedAt,
          decidedAt,
          problems,
          impacts,
          change,
          approval);
    }
  }

  private VersionRows() {}

  static List<Version> newest(Transaction tx, @Nullable SourceId source, int limit)
      throws SQLException {
    return complete(
        tx,
        source == null
            ? tx.query(NEWEST, VersionRows::head, limit)
            : tx.query(NEWEST_OF_SOURCE, VersionRows::head, source, limit));
  }

  static Optional<Version> find(Transaction tx, SourceId source, long sequence)
      throws SQLException {
    return complete(tx, tx.query(FIND, VersionRows::head, source, sequence)).stream().findFirst();
  }

  static Optional<Version> nextAccepted(Transaction tx, SourceId source, long after)
      throws SQLException {
    return complete(tx, tx.query(NEXT_ACCEPTED, VersionRows::head, source, after)).stream()
        .findFirst();
  }

  static Optional<Version> newestAccepted(Transaction tx, SourceId source, Instant by)
      throws SQLException {
    return complete(tx, tx.query(NEWEST_ACCEPTED, VersionRows::head, source, by)).stream()
        .findFirst();
  }

  static Optional<Version> newestAccepted(Transaction tx, SourceId source, CommitId commit)
      throws SQLException {
    return complete(tx, tx.query(ACCEPTED_COMMIT, VersionRows::head, source, commit)).stream()
        .findFirst();
  }

  private static List<Version> complete(Transaction tx, List<Head> heads) throws SQLException {
    var problems = byVersion(tx, PROBLEMS, VersionRows::problem, heads);
    var impacts = byVersion(tx, IMPACTS, VersionRows::impact, heads);
    return heads.stream()
        .map(head ->
            head.with(
                problems.getOrDefault(head.key(), List.of()),
                impacts.getOrDefault(head.key(), List.of())))
        .toList();
  }

  private static <T> Map<Key, List<T>> byVersion(
      Transaction tx, String sql, Transaction.Mapper<T> mapper, List<Head> heads)
      throws SQLException {
    record Part<T>(Key key, T value) {}
    var parts =
        tx.query(
            sql,
            row -> new Part<>(Key.of(row), mapper.map(row)),
            heads.stream().map(head -> head.key().source()).toList(),
            heads.stream().map(head -> head.key().sequence()).toList());
    var byVersion = new HashMap<Key, List<T>>();
    parts.forEach(
        part -> byVersion.computeIfAbsent(part.key(), _ -> new ArrayList<>()).add(part.value()));
    return byVersion;
  }

  private static Head head(Row row) throws SQLException {
    return new Head(
        Key.of(row),
        requireNonNull(row.commit("commit")),
        row.isTrue("accepted"),
        row.text("author"),
        row.text("subject"),
        row.instant("committed_at"),
        row.instant("decided_at"),
        row.change("change"),
        SourceApprovals.approval(row, "change"));
  }

  private static Problem problem(Row row) throws SQLException {
    return new Problem(
        row.text("rule"),
        row.constant(Severity.class, "severity"),
        new Location(row.text("file"), row.count("line"), row.count("column")),
        row.text("message"),
        row.text("remedy"));
  }

  private static PlatformImpact impact(Row row) throws SQLException {
    return new PlatformImpact(
        row.text("name"), row.count("added"), row.count("changed"), row.count("removed"));
  }
}

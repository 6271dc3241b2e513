package io.trueup.statestore.postgres;

import io.trueup.model.problem.Problem;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ChangeApprovals;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Impact;
import io.trueup.statestore.Lease;
import io.trueup.statestore.ModelWindows;
import io.trueup.statestore.NewVersion;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Version;
import io.trueup.statestore.Versions;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.WindowRows.Deed;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checked merges, each with its impact on each platform. */
final class PostgresVersions implements Versions {

  private static final String NEWEST_POKE =
      """
      SELECT id
        FROM delivery
       WHERE source = ?
         AND generation > ?
         AND generation <= ?
       ORDER BY generation DESC
       LIMIT 1
      """;

  private static final String LAST_SEQUENCE =
      """
      SELECT coalesce(max(sequence), 0) AS sequence
        FROM version
       WHERE source = ?
      """;

  private static final String INSERT =
      """
      INSERT INTO version (source, sequence, commit, accepted, author, subject, committed_at,
                           decided_at, delivery, change, approved_at, approved_by,
                           approval_reason)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_PROBLEMS =
      """
      INSERT INTO version_problem (source, sequence, ordinal, rule, severity, file, line, "column",
                                   message, remedy)
      SELECT ?, ?, p.ordinal, p.rule, p.severity, p.file, p.line, p."column", p.message, p.remedy
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]::integer[], ?::text[]::integer[],
                    ?::text[], ?::text[])
             WITH ORDINALITY
             AS p (rule, severity, file, line, "column", message, remedy, ordinal)
      """;

  private static final String ANNOUNCED =
      """
      SELECT announced
        FROM source
       WHERE id = ?
      """;

  private static final String RECORD_REFRESH =
      """
      UPDATE source
         SET processed = greatest(processed, ?),
             unannounced = unannounced + ?,
             unannounced_total = unannounced_total + ?,
             head = ?,
             judged = coalesce(?, judged),
             accepted = coalesce(?, accepted),
             accepted_commit = coalesce(?, accepted_commit),
             acknowledged = NULL,
             judged_change = ?,
             approved_change = CASE WHEN ? THEN NULL ELSE approved_change END,
             approved_at = CASE WHEN ? THEN NULL ELSE approved_at END,
             approved_by = CASE WHEN ? THEN NULL ELSE approved_by END,
             approval_reason = CASE WHEN ? THEN NULL ELSE approval_reason END,
             retry_at = NULL,
             retry_from = NULL,
             attempts = 0,
             looked_at = clock_timestamp()
       WHERE id = ?
      """;

  private static final String DELTA =
      """
      SELECT d.node, d.before, d.after, d.what
        FROM node_delta AS d
        JOIN platform AS p ON p.id = d.platform
       WHERE p.source = ?
         AND p.name = ?
         AND d.sequence = ?
       ORDER BY d.node
       LIMIT ?
      """;

  /** The first version after the last one with another verdict than the newest. */
  private static final String VERDICT_SINCE =
      """
      SELECT v.decided_at
        FROM version AS v
       WHERE v.source = ?
         AND v.sequence > coalesce((SELECT CASE WHEN n.accepted
                                                THEN (SELECT max(r.sequence)
                                                        FROM version AS r
                                                       WHERE r.source = ?
                                                         AND NOT r.accepted)
                                                ELSE (SELECT max(a.sequence)
                                                        FROM version AS a
                                                       WHERE a.source = ?
                                                         AND a.accepted)
                                           END
                                      FROM version AS n
                                     WHERE n.source = ?
                                     ORDER BY n.sequence DESC
                                     LIMIT 1), 0)
       ORDER BY v.sequence
       LIMIT 1
      """;

  private final Database database;

  PostgresVersions(Database database) {
    this.database = database;
  }

  @Override
  public List<Long> record(
      Lease lease, SourceId source, long processed, CommitId head, List<NewVersion> versions) {
    return database.inTransaction(
        "record versions of source '%s'".formatted(source),
        tx -> {
          var now = PostgresLeases.fence(tx, lease, Lease.resource(source));
          var before = PostgresSources.lock(tx, source);
          if (!ChangeApprovals.areInForce(before, versions)) {
            return List.of();
          }
          PostgresSources.attach(tx, source);
          var sequences = write(tx, before, processed, versions, now);
          recordRefresh(tx, before, processed, head, versions, sequences);
          PostgresSources.changeHealth(tx, before, Health.FOLLOWING, null, now);
          return sequences;
        });
  }

  private static List<Long> write(
      Transaction tx, SourceState source, long processed, List<NewVersion> versions, Instant now)
      throws SQLException {
    var poke =
        tx.queryOne(
                NEWEST_POKE, row -> row.number("id"), source.id(), source.processed(), processed)
            .orElse(null);
    long sequence = tx.queryExactlyOne(LAST_SEQUENCE, row -> row.number("sequence"), source.id());
    var impacts = PostgresImpacts.lock(tx, source.id(), now);
    var sequences = new ArrayList<Long>();
    for (var version : versions) {
      sequence++;
      sequences.add(sequence);
      insert(tx, source, sequence, version, poke, now);
      if (version.isAccepted()) {
        impacts.follow(sequence, version.platforms());
        followWindows(tx, source.id(), sequence, version.platforms(), now);
      }
    }
    return List.copyOf(sequences);
  }

  private static void followWindows(
      Transaction tx, SourceId source, long version, List<Impact> impacts, Instant now)
      throws SQLException {
    if (ModelWindows.follow(source, version, impacts, WindowRows.ofSource(tx, source), now)
        .isEmpty()) {
      return;
    }
    PostgresWindows.lock(tx);
    for (var step :
        ModelWindows.follow(source, version, impacts, WindowRows.ofSource(tx, source), now)) {
      var deed = new Deed(Actor.DAEMON, step.verb(), step.reason());
      WindowRows.put(tx, step.before(), step.after(), null, deed);
    }
  }

  private static void insert(
      Transaction tx,
      SourceState before,
      long sequence,
      NewVersion version,
      @Nullable Long poke,
      Instant now)
      throws SQLException {
    var source = before.id();
    var approval = version.isApproved() ? before.approval() : null;
    tx.update(
        INSERT,
        source,
        sequence,
        version.commit(),
        version.isAccepted(),
        version.author(),
        version.subject(),
        version.committedAt(),
        now,
        poke,
        version.change(),
        approval == null ? null : approval.at(),
        approval == null ? null : approval.by(),
        approval == null ? null : approval.reason());
    insertProblems(tx, source, sequence, version.problems());
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            version.isAccepted() ? AuditVerbs.VERSION_ACCEPTED : AuditVerbs.VERSION_REJECTED,
            Lease.resource(source),
            null,
            StoreJson.object("version", sequence, "commit", version.commit()),
            ChangeApprovals.reason(version, approval)));
    tx.record(version.judged(source, sequence));
  }

  private static void insertProblems(
      Transaction tx, SourceId source, long sequence, List<Problem> problems) throws SQLException {
    if (problems.isEmpty()) {
      return;
    }
    tx.update(
        INSERT_PROBLEMS,
        source,
        sequence,
        problems.stream().map(Problem::rule).toList(),
        problems.stream().map(Problem::severity).toList(),
        problems.stream().map(problem -> problem.location().file()).toList(),
        problems.stream().map(problem -> problem.location().line()).toList(),
        problems.stream().map(problem -> problem.location().column()).toList(),
        problems.stream().map(Problem::message).toList(),
        problems.stream().map(Problem::remedy).toList());
  }

  private static void recordRefresh(
      Transaction tx,
      SourceState source,
      long processed,
      CommitId head,
      List<NewVersion> versions,
      List<Long> sequences)
      throws SQLException {
    Long accepted = null;
    CommitId acceptedCommit = null;
    for (var i = 0; i < versions.size(); i++) {
      if (versions.get(i).isAccepted()) {
        accepted = sequences.get(i);
        acceptedCommit = versions.get(i).commit();
      }
    }
    var last = versions.isEmpty() ? null : versions.getLast();
    var isApprovalOver = accepted != null;
    var unannounced = unannounced(tx, source, head);
    tx.update(
        RECORD_REFRESH,
        processed,
        unannounced,
        unannounced,
        head,
        last == null ? null : last.commit(),
        accepted,
        acceptedCommit,
        last == null ? source.checkedChange() : last.isAccepted() ? null : last.change(),
        isApprovalOver,
        isApprovalOver,
        isApprovalOver,
        isApprovalOver,
        source.id());
  }

  /** 1 when a new head was found that no delivery announced since the last check; else 0. */
  private static int unannounced(Transaction tx, SourceState source, CommitId head)
      throws SQLException {
    if (source.checkedCommit() == null || head.equals(source.head())) {
      return 0;
    }
    var announced = tx.queryExactlyOne(ANNOUNCED, row -> row.number("announced"), source.id());
    return announced > source.processed() ? 0 : 1;
  }

  @Override
  public List<Version> newest(@Nullable SourceId source, int limit) {
    return database.inTransaction("list the versions", tx -> VersionRows.newest(tx, source, limit));
  }

  @Override
  public Optional<Version> find(SourceId source, long sequence) {
    return database.inTransaction(
        "read version %d of source '%s'".formatted(sequence, source),
        tx -> VersionRows.find(tx, source, sequence));
  }

  @Override
  public Optional<Instant> verdictSince(SourceId source) {
    return database.inTransaction(
        "read the verdicts of source '%s'".formatted(source),
        tx ->
            tx.queryOne(
                VERDICT_SINCE, row -> row.instant("decided_at"), source, source, source, source));
  }

  @Override
  public List<NodeDelta> delta(PlatformId platform, long sequence, int limit) {
    return database.inTransaction(
        "read what version %d changes for platform '%s'".formatted(sequence, platform),
        tx ->
            tx.query(
                DELTA,
                PostgresVersions::delta,
                platform.source(),
                platform.name(),
                sequence,
                limit));
  }

  private static NodeDelta delta(Row row) throws SQLException {
    return new NodeDelta(
        row.node("node"), row.fingerprint("before"), row.fingerprint("after"), row.text("what"));
  }

  @Override
  public Optional<Version> nextAccepted(SourceId source, long after) {
    return database.inTransaction(
        "read the version after version %d of source '%s'".formatted(after, source),
        tx -> VersionRows.nextAccepted(tx, source, after));
  }

  @Override
  public Optional<Version> newestAccepted(SourceId source, Instant by) {
    return database.inTransaction(
        "read the version of source '%s' at %s".formatted(source, by),
        tx -> VersionRows.newestAccepted(tx, source, by));
  }

  @Override
  public Optional<Version> newestAccepted(SourceId source, CommitId commit) {
    return database.inTransaction(
        "read the version of source '%s' at commit %s".formatted(source, commit),
        tx -> VersionRows.newestAccepted(tx, source, commit));
  }
}

package io.trueup.statestore.postgres;

import static java.util.Objects.requireNonNullElse;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sources with their generations. */
final class PostgresSources implements Sources {

  private static final String DECLARE =
      """
      INSERT INTO source (id, since)
      VALUES (?, clock_timestamp())
          ON CONFLICT (id) DO NOTHING
      """;

  private static final String ALL =
      """
      SELECT id, requested, processed, health, reason, since, head, judged, accepted,
             accepted_commit, acknowledged, judged_change, approved_change, approved_at,
             approved_by, approval_reason, retry_at, retry_from, attempts, looked_at,
             detached_since, owed_since
        FROM source
       WHERE forgotten_at IS NULL
       ORDER BY id
      """;

  private static final String FIND =
      """
      SELECT id, requested, processed, health, reason, since, head, judged, accepted,
             accepted_commit, acknowledged, judged_change, approved_change, approved_at,
             approved_by, approval_reason, retry_at, retry_from, attempts, looked_at,
             detached_since, owed_since
        FROM source
       WHERE id = ?
         AND forgotten_at IS NULL
      """;

  /** Locks a source for the rest of the transaction. */
  static final String LOCK =
      """
      SELECT id, requested, processed, health, reason, since, head, judged, accepted,
             accepted_commit, acknowledged, judged_change, approved_change, approved_at,
             approved_by, approval_reason, retry_at, retry_from, attempts, looked_at,
             detached_since, owed_since
        FROM source
       WHERE id = ?
         FOR NO KEY UPDATE
      """;

  private static final String ATTACH =
      """
      UPDATE source
         SET detached_since = NULL,
             forgotten_at = NULL
       WHERE id = ?
         AND (detached_since IS NOT NULL OR forgotten_at IS NOT NULL)
      """;

  private static final String DETACH =
      """
      UPDATE source
         SET detached_since = clock_timestamp()
       WHERE NOT id = ANY (?::text[])
         AND detached_since IS NULL
         AND (looked_at IS NULL OR looked_at < ?)
      RETURNING id
      """;

  private static final String FORGET =
      """
      UPDATE source
         SET forgotten_at = clock_timestamp()
       WHERE id = ?
         AND detached_since IS NOT NULL
         AND forgotten_at IS NULL
      """;

  private static final String REQUEST =
      """
      UPDATE source
         SET requested = requested + 1
       WHERE id = ?
      RETURNING requested
      """;

  /** After a failed refresh, the next one starts as soon as the failure allows. */
  static final String REQUEST_NOW =
      """
      UPDATE source
         SET requested = requested + 1,
             retry_at = CASE WHEN retry_at IS NOT NULL
                             THEN least(retry_at, greatest(retry_from, clock_timestamp()))
                        END
       WHERE id = ?
      RETURNING requested
      """;

  private static final String RECORD_REFRESH =
      """
      UPDATE source
         SET processed = greatest(processed, ?),
             head = ?,
             acknowledged = CASE WHEN ? = 'BLOCKED' AND acknowledged = ? THEN acknowledged END,
             retry_at = NULL,
             retry_from = NULL,
             attempts = 0,
             looked_at = clock_timestamp()
       WHERE id = ?
      """;

  private static final String RECORD_FAILED_REFRESH =
      """
      UPDATE source
         SET retry_at = ?,
             retry_from = ?,
             attempts = attempts + 1,
             looked_at = clock_timestamp()
       WHERE id = ?
      """;

  private static final String CHANGE_HEALTH =
      """
      UPDATE source
         SET health = ?,
             reason = ?,
             since = CASE WHEN health = ? THEN since ELSE ? END
       WHERE id = ?
      """;

  private static final String ACKNOWLEDGE =
      """
      UPDATE source
         SET acknowledged = ?,
             requested = requested + 1
       WHERE id = ?
      """;

  private final Database database;

  PostgresSources(Database database) {
    this.database = database;
  }

  @Override
  public void declare(SourceId source) {
    database.run(
        "declare source '%s'".formatted(source),
        tx -> {
          tx.update(DECLARE, source);
          attach(tx, source);
        });
  }

  /** Attaches a detached source, because it is followed again. */
  static void attach(Transaction tx, SourceId source) throws SQLException {
    if (tx.update(ATTACH, source) > 0) {
      audit(tx, Actor.DAEMON, AuditVerbs.SOURCE_ATTACHED, source, "it is followed again");
    }
  }

  private static void audit(
      Transaction tx, Actor actor, String verb, SourceId source, String reason)
      throws SQLException {
    PostgresAudit.append(tx, new NewEntry(actor, verb, Lease.resource(source), null, null, reason));
  }

  @Override
  public List<SourceId> detachAllBut(Collection<SourceId> configured, Instant unseenSince) {
    return database.inTransaction(
        "detach the sources that are not configured",
        tx -> {
          var detached =
              tx.query(DETACH, row -> row.source("id"), configured, unseenSince).stream()
                  .sorted()
                  .toList();
          for (var source : detached) {
            audit(tx, Actor.DAEMON, AuditVerbs.SOURCE_DETACHED, source, "it is not configured");
          }
          return detached;
        });
  }

  @Override
  public boolean forget(SourceId source, Actor actor, String reason) {
    return database.inTransaction(
        "forget source '%s'".formatted(source),
        tx -> {
          var isForgotten = tx.update(FORGET, source) > 0;
          if (isForgotten) {
            audit(tx, actor, AuditVerbs.SOURCE_FORGOTTEN, source, reason);
          }
          return isForgotten;
        });
  }

  @Override
  public List<SourceState> all() {
    return database.inTransaction("list the sources", PostgresSources::all);
  }

  @Override
  public Optional<SourceState> find(SourceId source) {
    return database.inTransaction(
        "read source '%s'".formatted(source),
        tx -> tx.queryOne(FIND, PostgresSources::source, source));
  }

  @Override
  public long request(SourceId source) {
    return database.inTransaction(
        "request a refresh of source '%s'".formatted(source),
        tx ->
            tx.queryOne(REQUEST, row -> row.number("requested"), source)
                .orElseThrow(() -> unknown(source)));
  }

  @Override
  public long requestNow(SourceId source, Actor actor, String reason) {
    return database.inTransaction(
        "request a refresh of source '%s' now".formatted(source),
        tx -> {
          long requested =
              tx.queryOne(REQUEST_NOW, row -> row.number("requested"), source)
                  .orElseThrow(() -> unknown(source));
          PostgresAudit.append(
              tx,
              new NewEntry(
                  actor,
                  AuditVerbs.SOURCE_SYNC_REQUESTED,
                  Lease.resource(source),
                  null,
                  StoreJson.object("requested", requested),
                  reason));
          return requested;
        });
  }

  @Override
  public void recordRefresh(
      Lease lease,
      SourceId source,
      long processed,
      Health health,
      @Nullable String reason,
      @Nullable CommitId head) {
    database.run(
        "record a refresh of source '%s'".formatted(source),
        tx -> {
          var now = PostgresLeases.fence(tx, lease, Lease.resource(source));
          var before = lock(tx, source);
          attach(tx, source);
          tx.update(RECORD_REFRESH, processed, head, health, head, source);
          changeHealth(tx, before, health, reason, now);
        });
  }

  @Override
  public void recordFailedRefresh(Lease lease, SourceId source, FailedRefresh failure) {
    database.run(
        "record a failed refresh of source '%s'".formatted(source),
        tx -> {
          var now = PostgresLeases.fence(tx, lease, Lease.resource(source));
          var before = lock(tx, source);
          attach(tx, source);
          tx.update(RECORD_FAILED_REFRESH, failure.retryAt(), failure.retryFrom(), source);
          changeHealth(tx, before, failure.health(), failure.reason(), now);
        });
  }

  @Override
  public boolean acknowledge(SourceState seen, Actor actor, String reason) {
    return database.inTransaction(
        "acknowledge the head of source '%s'".formatted(seen.id()),
        tx -> {
          var now = lock(tx, seen.id());
          var head = now.head();
          if (head == null || !now.isSameBlockAs(seen)) {
            return false;
          }
          tx.update(ACKNOWLEDGE, head, seen.id());
          PostgresAudit.append(
              tx,
              new NewEntry(
                  actor,
                  AuditVerbs.SOURCE_ACKNOWLEDGED,
                  Lease.resource(seen.id()),
                  StoreJson.object("accepted", now.accepted(), "commit", now.acceptedCommit()),
                  StoreJson.object("head", head),
                  reason));
          return true;
        });
  }

  @Override
  public boolean approve(SourceState seen, ChangeDigest change, Actor actor, String reason) {
    return database.inTransaction(
        "approve a change of source '%s'".formatted(seen.id()),
        tx -> SourceApprovals.approve(tx, seen, change, actor, reason));
  }

  @Override
  public boolean withdrawApproval(SourceId source, Actor actor, String reason) {
    return database.inTransaction(
        "withdraw the approval of source '%s'".formatted(source),
        tx -> SourceApprovals.withdraw(tx, source, actor, reason));
  }

  /** All sources, as they are in the transaction. */
  static List<SourceState> all(Transaction tx) throws SQLException {
    return tx.query(ALL, PostgresSources::source);
  }

  /** A source that must exist, as it is in the transaction. */
  static SourceState read(Transaction tx, SourceId source) throws SQLException {
    return tx.queryOne(FIND, PostgresSources::source, source).orElseThrow(() -> unknown(source));
  }

  /** Locks a source for the rest of the transaction. */
  static SourceState lock(Transaction tx, SourceId source) throws SQLException {
    return tx.queryOne(LOCK, PostgresSources::source, source).orElseThrow(() -> unknown(source));
  }

  /** Changes a source's health, with an audit entry, unless health and reason are the same. */
  static void changeHealth(
      Transaction tx, SourceState before, Health health, @Nullable String reason, Instant now)
      throws SQLException {
    if (before.health() == health && Objects.equals(before.reason(), reason)) {
      return;
    }
    tx.update(CHANGE_HEALTH, health, reason, health, now, before.id());
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            AuditVerbs.of(health),
            Lease.resource(before.id()),
            StoreJson.object("health", before.health(), "reason", before.reason()),
            StoreJson.object("health", health, "reason", reason),
            requireNonNullElse(reason, "the source can be followed")));
  }

  private static IllegalArgumentException unknown(SourceId source) {
    return new IllegalArgumentException("Cannot find source '%s'".formatted(source));
  }

  private static SourceState source(Row row) throws SQLException {
    return new SourceState(
        row.source("id"),
        row.number("requested"),
        row.number("processed"),
        row.constant(Health.class, "health"),
        row.optionalText("reason"),
        row.instant("since"),
        row.commit("head"),
        row.commit("judged"),
        row.number("accepted"),
        row.commit("accepted_commit"),
        row.commit("acknowledged"),
        row.change("judged_change"),
        SourceApprovals.approval(row, "approved_change"),
        row.optionalInstant("retry_at"),
        row.optionalInstant("retry_from"),
        row.count("attempts"),
        row.optionalInstant("looked_at"),
        row.optionalInstant("detached_since"),
        row.optionalInstant("owed_since"));
  }
}

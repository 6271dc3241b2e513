package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.AuditedApproval;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SchemaStatements;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statements that run in containers; a batch and all its lines are written by one statement. */
final class PostgresSchemaStatements implements SchemaStatements {

  private static final String BEGIN =
      """
      WITH b AS (
        INSERT INTO schema_batch (container, platform, origin, is_transactional,
                                  allowed_by, allowed_reason, state, began_at)
        VALUES (?, ?, ?, ?, ?, ?, 'OPEN', clock_timestamp())
        RETURNING id),
      s AS (
        INSERT INTO schema_statement (batch, ordinal, node, sql, safety, lock, reason)
        SELECT b.id, t.ordinal, t.node, t.sql, t.safety, t.lock, t.reason
          FROM b,
               unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
               WITH ORDINALITY
               AS t (node, sql, safety, lock, reason, ordinal))
      SELECT id FROM b
      """;

  private static final String RECORD_OUTCOME =
      """
      UPDATE schema_batch
         SET state = ?,
             error = CASE WHEN ? THEN ? ELSE error END,
             resolution = CASE WHEN ? THEN ? ELSE resolution END,
             ended_at = clock_timestamp()
       WHERE id = ANY (?::bigint[])
         AND state = ANY (?)
      """;

  private static final String KNOWN =
      """
      SELECT count(*) AS known FROM schema_batch WHERE id = ANY (?::bigint[])
      """;

  private static final String OPEN =
      """
      SELECT b.id, b.container, p.source, p.name AS platform, b.origin, b.is_transactional,
             b.allowed_by, b.allowed_reason, b.began_at, s.node, s.sql, s.safety, s.lock, s.reason
        FROM platform AS p
        JOIN schema_batch AS b ON b.platform = p.id
        JOIN schema_statement AS s ON s.batch = b.id
       WHERE p.source = ?
         AND p.name = ?
         AND b.container = ?
         AND b.state IN ('OPEN', 'UNCERTAIN')
       ORDER BY b.id, s.ordinal
      """;

  private final Database database;

  PostgresSchemaStatements(Database database) {
    this.database = database;
  }

  @Override
  public long begin(Batch batch) {
    return beginAll(List.of(batch)).getFirst();
  }

  @Override
  public List<Long> beginAll(List<Batch> batches) {
    if (batches.isEmpty()) {
      return List.of();
    }
    return database.inTransaction(
        "record statements for '%s'".formatted(batches.getFirst().container()),
        tx -> {
          var platforms = new HashMap<PlatformId, Integer>();
          var ids = new ArrayList<Long>();
          for (var batch : batches) {
            var platform = platforms.get(batch.platform());
            if (platform == null) {
              platform = PostgresPlatforms.requireKnown(tx, batch.platform());
              platforms.put(batch.platform(), platform);
            }
            ids.add(begin(tx, batch, platform));
          }
          return ids;
        });
  }

  private static long begin(Transaction tx, Batch batch, int platform) throws SQLException {
    var id = insert(tx, batch, platform);
    if (batch.approval() != null) {
      PostgresAudit.append(tx, allowed(id, batch, batch.approval()));
    }
    return id;
  }

  private static long insert(Transaction tx, Batch batch, int platform) throws SQLException {
    var approval = batch.approval();
    return tx.queryExactlyOne(
        BEGIN,
        row -> row.number("id"),
        batch.container(),
        platform,
        batch.origin(),
        batch.isTransactional(),
        approval == null ? null : approval.actor().name(),
        approval == null ? null : approval.reason(),
        Transaction.array(batch.lines(), Line::node),
        batch.lines().stream().map(Line::sql).toList(),
        batch.lines().stream().map(Line::safety).toList(),
        batch.lines().stream().map(Line::lock).toList(),
        batch.lines().stream().map(Line::reason).toList());
  }

  private static NewEntry allowed(long id, Batch batch, AuditedApproval approval) {
    return new NewEntry(
        approval.actor(),
        AuditVerbs.SCHEMA_ALLOWED,
        Lease.resource(batch.platform()),
        null,
        StoreJson.object("container", batch.container(), "batch", id),
        approval.reason());
  }

  @Override
  public void recordOutcome(long id, State state, @Nullable String detail) {
    recordOutcomes(List.of(id), state, detail);
  }

  @Override
  public void recordOutcomes(List<Long> ids, State state, @Nullable String detail) {
    if (ids.isEmpty()) {
      return;
    }
    database.run(
        "record the outcome of statements %s".formatted(shown(ids)),
        tx -> {
          var isError = state == State.FAILED || state == State.UNCERTAIN;
          var isResolution = state == State.RESOLVED;
          var updated =
              tx.update(
                  RECORD_OUTCOME, state, isError, detail, isResolution, detail, ids, state.after());
          if (updated < ids.size() && known(tx, ids) < Set.copyOf(ids).size()) {
            throw new IllegalArgumentException("Cannot find statements %s".formatted(shown(ids)));
          }
        });
  }

  private static String shown(List<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static long known(Transaction tx, List<Long> ids) throws SQLException {
    return tx.queryExactlyOne(KNOWN, row -> row.number("known"), ids);
  }

  @Override
  public List<OpenBatch> open(String container, PlatformId platform) {
    return database.inTransaction(
        "list open statements for '%s'".formatted(container),
        tx -> {
          var rows =
              tx.query(
                  OPEN,
                  PostgresSchemaStatements::opened,
                  platform.source(),
                  platform.name(),
                  container);
          var byId = new LinkedHashMap<Long, List<Opened>>();
          rows.forEach(row -> byId.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(row));
          return byId.values().stream().map(PostgresSchemaStatements::batch).toList();
        });
  }

  /** A row of an open batch: the batch with this line alone. */
  private record Opened(long id, Instant beganAt, Batch batch) {}

  private static OpenBatch batch(List<Opened> rows) {
    var first = rows.getFirst();
    var batch = first.batch();
    return new OpenBatch(
        first.id(),
        new Batch(
            batch.container(),
            batch.platform(),
            batch.origin(),
            batch.isTransactional(),
            rows.stream().map(row -> row.batch().lines().getFirst()).toList(),
            batch.approval()),
        first.beganAt());
  }

  private static Opened opened(Row row) throws SQLException {
    var by = row.optionalText("allowed_by");
    var line =
        new Line(
            row.optionalNode("node"),
            row.text("sql"),
            row.text("safety"),
            row.text("lock"),
            row.text("reason"));
    return new Opened(
        row.number("id"),
        row.instant("began_at"),
        new Batch(
            row.text("container"),
            row.platform("source", "platform"),
            row.text("origin"),
            row.isTrue("is_transactional"),
            List.of(line),
            by == null
                ? null
                : new AuditedApproval(new Actor(by, ""), row.text("allowed_reason"))));
  }
}

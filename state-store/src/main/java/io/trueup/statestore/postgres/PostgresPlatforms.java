package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresOrders.Command;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Platforms, and what operators do to them. */
final class PostgresPlatforms implements Platforms {

  private static final String READ =
      """
      SELECT id, source, name, type, policy,
             merged_version, merged_graph, merged_since,
             target_version, target_graph, target_since,
             realized_version, realized_graph, realized_since,
             sync_requested, is_paused, pause_by, pause_reason, pause_since, pause_until,
             waiting_kind, waiting_reason, waiting_since,
             rollout, rollout_from, rollout_to, rollout_state, rollout_steps, rollout_done,
             rollout_last_error, rollout_retry_at, rollout_nodes_waiting, rollout_started_at,
             rollout_ended_at, rollout_state_since, rollout_failing_since, up_to_date_since,
             blocked_node, blocked_reason, blocked_since, blocked_nodes,
             terms, sync_overrides, sync_by, sync_reason, sync_since,
             hold_version, hold_cause, hold_by, hold_reason, hold_since,
             approval_version, approval_digest, approval_by, approval_reason, approval_since,
             schedule_since, graph_since, well_since, waiting_gates,
             rollout_kind, rollout_overrides, rollout_requested_by, rollout_request_reason,
             drifted_node, drifted_kind, drifted_message, drifted_refusal, drifted_found_at,
             drifted_last_seen_at, drifted_nodes
        FROM platform_now
        LEFT JOIN LATERAL (SELECT d.node AS drifted_node,
                                  d.kind AS drifted_kind,
                                  d.message AS drifted_message,
                                  d.refusal AS drifted_refusal,
                                  d.found_at AS drifted_found_at,
                                  d.last_seen_at AS drifted_last_seen_at,
                                  count(*) OVER () AS drifted_nodes
                             FROM drifted_node AS d
                            WHERE d.platform = platform_now.id
                            ORDER BY d.found_at, d.node
                            LIMIT 1) AS drifted ON true
       WHERE NOT EXISTS (SELECT
                           FROM source AS s
                          WHERE s.id = platform_now.source
                            AND s.forgotten_at IS NOT NULL)
      """;

  private static final String READ_ALL = READ + " ORDER BY source, name";

  private static final String READ_ONE = READ + " AND source = ? AND name = ?";

  private static final String READ_NAMED =
      READ + " AND source = ? AND name = ANY (?::text[]) ORDER BY name";

  private static final String READ_NUMBERED = READ + " AND id = ANY (?::int[])";

  private static final String NUMBERS =
      """
      SELECT p.id, p.source, p.name
        FROM unnest(?::text[], ?::text[]) AS r (source, name)
        JOIN platform AS p ON p.source = r.source AND p.name = r.name
      """;

  private static final String NUMBER =
      """
      SELECT id
        FROM platform
       WHERE source = ?
         AND name = ?
      """;

  /** Writers of a platform run one after the other; jobs that ask do not wait for them. */
  private static final String LOCK =
      """
      SELECT id
        FROM platform
       WHERE source = ?
         AND name = ?
         FOR NO KEY UPDATE
      """;

  private static final String PAUSE =
      """
      UPDATE platform
         SET pause_by = ?,
             pause_reason = ?,
             pause_since = ?,
             pause_until = ?
       WHERE id = ?
      """;

  /** A platform as it is in a transaction, with its id. */
  record Found(int id, PlatformState state) {}

  private final Database database;

  PostgresPlatforms(Database database) {
    this.database = database;
  }

  @Override
  public List<PlatformState> all() {
    return database.inTransaction(
        "list the platforms",
        tx -> tx.query(READ_ALL, PlatformMapping::found).stream().map(Found::state).toList());
  }

  @Override
  public Optional<PlatformState> find(PlatformId platform) {
    return database.inTransaction(
        "read platform '%s'".formatted(platform), tx -> find(tx, platform).map(Found::state));
  }

  @Override
  public Order pause(PlatformId platform, Actor actor, String reason, @Nullable Instant until) {
    return order(
        "pause",
        platform,
        actor,
        (tx, found) -> {
          tx.update(PAUSE, actor.name(), reason, tx.now(), until, found.id());
          PostgresAudit.append(
              tx,
              new NewEntry(
                  actor,
                  AuditVerbs.PLATFORM_PAUSED,
                  Lease.resource(platform),
                  json(found.state().pause()),
                  StoreJson.object("reason", reason, "until", until),
                  reason));
          return Optional.empty();
        });
  }

  @Override
  public Resumption resume(PlatformId platform, Actor actor, String reason) {
    return database.inTransaction(
        "resume platform '%s'".formatted(platform),
        tx -> {
          var found = lock(tx, platform);
          if (found.isEmpty()) {
            return new Resumption.Unknown();
          }
          if (!PostgresApiTokens.mayOperate(tx, actor)) {
            return new Resumption.NotAllowed();
          }
          var inForce = found.get().state().pause();
          if (inForce == null) {
            return new Resumption.NotPaused();
          }
          tx.update(PAUSE, null, null, null, null, found.get().id());
          PostgresAudit.append(
              tx,
              new NewEntry(
                  actor,
                  AuditVerbs.PLATFORM_RESUMED,
                  Lease.resource(platform),
                  json(inForce),
                  null,
                  reason));
          return new Resumption.Resumed(find(tx, platform).orElseThrow().state());
        });
  }

  @Override
  public Order requestSync(
      PlatformId platform,
      @Nullable Long version,
      Set<GateKind> overrides,
      Actor actor,
      String reason) {
    return order(
        "ask for a sync of",
        platform,
        actor,
        PostgresOrders.requestSync(version, overrides, actor, reason));
  }

  @Override
  public Order retry(PlatformId platform, Actor actor, String reason) {
    return order("retry", platform, actor, PostgresOrders.retry(actor, reason));
  }

  @Override
  public Order hold(PlatformId platform, @Nullable Long version, Actor actor, String reason) {
    return order("hold", platform, actor, PostgresOrders.hold(version, actor, reason));
  }

  @Override
  public Order release(PlatformId platform, Actor actor, String reason) {
    return order("release", platform, actor, PostgresOrders.release(actor, reason));
  }

  @Override
  public Order approveRemoval(
      PlatformId platform, long version, String digest, Actor actor, String reason) {
    return order(
        "approve a removal from",
        platform,
        actor,
        PostgresOrders.approveRemoval(version, digest, actor, reason));
  }

  @Override
  public Order cancel(PlatformId platform, Actor actor, String reason) {
    return order("cancel the rollout of", platform, actor, PostgresOrders.cancel(actor, reason));
  }

  @Override
  public Order cancelAtClose(Lease lease, PlatformId platform, String reason) {
    return database.inTransaction(
        "cancel the rollout of platform '%s'".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          return PostgresOrders.give(
              tx, platform, Actor.DAEMON, PostgresOrders.cancel(Actor.DAEMON, reason));
        });
  }

  private Order order(String verb, PlatformId platform, Actor actor, Command command) {
    return database.inTransaction(
        "%s platform '%s'".formatted(verb, platform),
        tx -> PostgresOrders.give(tx, platform, actor, command));
  }

  @Override
  public Optional<GateInputs> gateInputs(PlatformId platform) {
    return database.inTransaction(
        "read what bears on platform '%s'".formatted(platform),
        tx -> {
          var found = find(tx, platform);
          return found.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  PostgresGateInputs.read(tx, found.get().state())
                      .with(PostgresModelServers.fleet(tx, platform.source())));
        });
  }

  @Override
  public void recordWaiting(Lease lease, PlatformId platform, @Nullable Waiting waiting) {
    database.run(
        "record why platform '%s' waits".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          PostgresWaiting.put(tx, lockKnown(tx, platform), waiting);
        });
  }

  private static @Nullable String json(@Nullable Pause pause) {
    return pause == null
        ? null
        : StoreJson.object("reason", pause.reason(), "until", pause.until());
  }

  /** A platform as it is in the transaction. */
  static Optional<Found> find(Transaction tx, PlatformId platform) throws SQLException {
    return tx.queryOne(READ_ONE, PlatformMapping::found, platform.source(), platform.name());
  }

  /** The platforms of a source that are known, of those with the given names, by name. */
  static List<Found> named(Transaction tx, SourceId source, List<String> names)
      throws SQLException {
    return tx.query(READ_NAMED, PlatformMapping::found, source, names);
  }

  /** Adds a query for the platforms with the given numbers, without those of forgotten sources. */
  static List<Found> numbered(QueryGroup group, Collection<Integer> numbers) {
    return group.add(READ_NUMBERED, PlatformMapping::found, numbers);
  }

  /** Adds a query for the numbers of those platforms that exist. */
  static List<Map.Entry<PlatformId, Integer>> numbers(
      QueryGroup group, Collection<PlatformId> platforms) {
    return group.add(
        NUMBERS,
        row -> Map.entry(row.platform("source", "name"), row.count("id")),
        Transaction.array(platforms, PlatformId::source),
        Transaction.array(platforms, PlatformId::name));
  }

  /** Locks a platform for the rest of the transaction, then reads it. */
  static Optional<Found> lock(Transaction tx, PlatformId platform) throws SQLException {
    var isThere =
        tx.queryOne(LOCK, row -> row.number("id"), platform.source(), platform.name()).isPresent();
    return isThere ? find(tx, platform) : Optional.empty();
  }

  /** The id of a platform that must exist. */
  static int requireKnown(Transaction tx, PlatformId platform) throws SQLException {
    return tx.queryOne(NUMBER, row -> row.count("id"), platform.source(), platform.name())
        .orElseThrow(() -> unknown(platform));
  }

  /** As {@link #lock}, for a platform that must exist. */
  static Found lockKnown(Transaction tx, PlatformId platform) throws SQLException {
    return lock(tx, platform).orElseThrow(() -> unknown(platform));
  }

  private static IllegalArgumentException unknown(PlatformId platform) {
    return new IllegalArgumentException("Cannot find platform '%s'".formatted(platform));
  }
}

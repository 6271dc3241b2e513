package io.trueup.statestore.postgres;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Blocked;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateInputs;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Platforms, and what operators do to them. */
final class PostgresPlatforms implements Platforms {

  /** Of all sources and names when none are given. */
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
       WHERE (?::text IS NULL OR (source = ? AND name = ?))
         AND NOT EXISTS (SELECT
                           FROM source AS s
                          WHERE s.id = platform_now.source
                            AND s.forgotten_at IS NOT NULL)
       ORDER BY source, name
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

  private static final String REQUEST_SYNC =
      """
      UPDATE platform
         SET sync_requested = merged_version
       WHERE id = ?
      """;

  private static final String WAIT =
      """
      UPDATE platform
         SET waiting_kind = ?,
             waiting_reason = ?,
             waiting_since = ?
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
        tx ->
            tx.query(READ, PostgresPlatforms::found, null, null, null).stream()
                .map(Found::state)
                .toList());
  }

  @Override
  public Optional<PlatformState> find(PlatformId platform) {
    return database.inTransaction(
        "read platform '%s'".formatted(platform), tx -> find(tx, platform).map(Found::state));
  }

  @Override
  public Order pause(PlatformId platform, Actor actor, String reason, @Nullable Instant until) {
    return steer(
        "pause",
        platform,
        actor,
        (tx, found) -> {
          tx.update(PAUSE, actor.name(), reason, tx.now(), until, found.id());
          return new NewEntry(
              actor,
              AuditVerbs.PLATFORM_PAUSED,
              Lease.resource(platform),
              json(found.state().pause()),
              StoreJson.object("reason", reason, "until", until),
              reason);
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
    return steer(
        "ask for a sync of",
        platform,
        actor,
        (tx, found) -> {
          var newest = found.state().rollout();
          if (newest != null) {
            PostgresSteps.makeDue(tx, newest.id());
          }
          tx.update(REQUEST_SYNC, found.id());
          return new NewEntry(
              actor,
              AuditVerbs.PLATFORM_SYNC_REQUESTED,
              Lease.resource(platform),
              StoreJson.object("version", found.state().syncRequested()),
              StoreJson.object("version", found.state().merged().version()),
              reason);
        });
  }

  @Override
  public Order retry(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order hold(PlatformId platform, @Nullable Long version, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order release(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order approveRemoval(
      PlatformId platform, long version, String digest, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order cancel(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<GateInputs> gateInputs(PlatformId platform) {
    return database.inTransaction(
        "read what bears on platform '%s'".formatted(platform),
        tx -> {
          var found = find(tx, platform);
          return found.isEmpty() ? Optional.empty() : Optional.of(inputs(tx, found.get().state()));
        });
  }

  /** What bears on a platform's move, as it is in the transaction. */
  static GateInputs inputs(Transaction tx, PlatformState platform) throws SQLException {
    return new GateInputs(
        List.of(),
        List.of(),
        PostgresSources.read(tx, platform.id().source()),
        Collections.emptySortedMap());
  }

  /** An operator's change of a platform. */
  @FunctionalInterface
  private interface Change {
    /** Makes the change; null when there is none to make. */
    @Nullable NewEntry make(Transaction tx, Found platform) throws SQLException;
  }

  private Order steer(String verb, PlatformId platform, Actor actor, Change change) {
    return database.inTransaction(
        "%s platform '%s'".formatted(verb, platform),
        tx -> {
          var found = lock(tx, platform);
          if (found.isEmpty()) {
            return new Order.Unknown();
          }
          if (!PostgresApiTokens.mayOperate(tx, actor)) {
            return new Order.NotAllowed();
          }
          var entry = change.make(tx, found.get());
          if (entry != null) {
            PostgresAudit.append(tx, entry);
          }
          return new Order.Done(find(tx, platform).orElseThrow().state());
        });
  }

  @Override
  public void recordWaiting(Lease lease, PlatformId platform, @Nullable Waiting waiting) {
    database.run(
        "record why platform '%s' waits".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          putWaiting(tx, lockKnown(tx, platform), waiting);
        });
  }

  /**
   * Writes why a platform waits, with an audit entry, unless that is unchanged.
   *
   * @return why it waits then
   */
  static @Nullable Waiting putWaiting(Transaction tx, Found platform, @Nullable Waiting after)
      throws SQLException {
    var before = platform.state().waiting();
    if (isSame(before, after)) {
      return before;
    }
    if (after == null) {
      tx.update(WAIT, null, null, null, platform.id());
    } else {
      tx.update(WAIT, after.kind(), after.reason(), after.since(), platform.id());
    }
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            after == null ? AuditVerbs.PLATFORM_WAITING_ENDED : AuditVerbs.PLATFORM_WAITING,
            Lease.resource(platform.state().id()),
            json(before),
            json(after),
            after == null ? "the next move no longer waits" : after.reason()));
    return after;
  }

  private static boolean isSame(@Nullable Waiting before, @Nullable Waiting after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return before.kind().equals(after.kind()) && before.reason().equals(after.reason());
  }

  private static @Nullable String json(@Nullable Waiting waiting) {
    return waiting == null
        ? null
        : StoreJson.object("kind", waiting.kind(), "reason", waiting.reason());
  }

  private static @Nullable String json(@Nullable Pause pause) {
    return pause == null
        ? null
        : StoreJson.object("reason", pause.reason(), "until", pause.until());
  }

  /** A platform as it is in the transaction. */
  static Optional<Found> find(Transaction tx, PlatformId platform) throws SQLException {
    return tx.queryOne(
        READ, PostgresPlatforms::found, platform.source(), platform.source(), platform.name());
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

  private static Found found(Row row) throws SQLException {
    var id = row.platform("source", "name");
    var state =
        new PlatformState(
            id,
            row.text("type"),
            terms(row),
            pointer(row, "merged"),
            pointer(row, "target"),
            pointer(row, "realized"),
            row.number("sync_requested"),
            row.isTrue("is_paused") ? pause(row) : null,
            row.isNull("waiting_kind") ? null : waiting(row),
            Steering.NONE,
            row.isNull("rollout") ? null : rollout(row, id),
            blocked(row),
            PostgresDrift.summary(row),
            row.optionalInstant("up_to_date_since"));
    return new Found(row.count("id"), state);
  }

  private static @Nullable Blocked blocked(Row row) throws SQLException {
    var node = row.optionalNode("blocked_node");
    return node == null
        ? null
        : new Blocked(
            new BlockedNode(node, row.text("blocked_reason"), row.instant("blocked_since")),
            row.count("blocked_nodes"));
  }

  static Pointer pointer(Row row, String name) throws SQLException {
    return new Pointer(
        row.number(name + "_version"),
        row.fingerprint(name + "_graph"),
        row.instant(name + "_since"));
  }

  private static Pause pause(Row row) throws SQLException {
    return new Pause(
        row.text("pause_by"),
        row.text("pause_reason"),
        row.instant("pause_since"),
        row.optionalInstant("pause_until"));
  }

  private static RolloutTerms terms(Row row) throws SQLException {
    return RolloutTerms.of(
        switch (row.constant(RolloutPolicy.On.class, "policy")) {
          case MERGE, SCHEDULE -> RolloutPolicy.MERGE;
          case MANUAL -> RolloutPolicy.MANUAL;
          case NEVER -> RolloutPolicy.NEVER;
        });
  }

  private static Waiting waiting(Row row) throws SQLException {
    return Waiting.forGate(
        row.constant(GateKind.class, "waiting_kind"),
        row.text("waiting_reason"),
        row.instant("waiting_since"));
  }

  private static Rollout rollout(Row row, PlatformId platform) throws SQLException {
    return new Rollout(
        row.number("rollout"),
        platform,
        row.number("rollout_from"),
        row.number("rollout_to"),
        row.constant(Rollout.State.class, "rollout_state"),
        row.count("rollout_steps"),
        row.count("rollout_done"),
        row.optionalText("rollout_last_error"),
        row.optionalInstant("rollout_retry_at"),
        row.count("rollout_nodes_waiting"),
        row.instant("rollout_started_at"),
        row.optionalInstant("rollout_ended_at"),
        row.instant("rollout_state_since"),
        row.optionalInstant("rollout_failing_since"));
  }
}

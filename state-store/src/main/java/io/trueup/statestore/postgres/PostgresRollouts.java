package io.trueup.statestore.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.GateEvaluator;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlanRecheck;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.Rollouts;
import io.trueup.statestore.StepGate;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.postgres.PostgresClaims.Request;
import io.trueup.statestore.postgres.PostgresClaims.Target;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Rollouts. A writer locks the lease, then the platform, then nodes or steps, in that order, so
 * that no two writers deadlock.
 */
final class PostgresRollouts implements Rollouts {

  private static final String PLATFORM_OF =
      """
      SELECT source, platform, to_version
        FROM rollout_now
       WHERE id = ?
      """;

  /** A step that is retried counts as failed until it lands. */
  private static final String COUNT_DONE =
      """
      UPDATE rollout AS r
         SET done = done + ?,
             failing_since = CASE WHEN EXISTS (SELECT
                                                 FROM step AS s
                                                WHERE s.rollout = r.id
                                                  AND s.state IN ('FAILED', 'RUNNING')
                                                  AND s.error IS NOT NULL)
                                  THEN coalesce(failing_since, ?)
                             END
       WHERE id = ?
      """;

  private static final String NEWEST =
      """
      SELECT id, source, platform, from_version, to_version, state, steps, done, last_error,
             retry_at, nodes_waiting, started_at, ended_at, state_since, failing_since, kind,
             overrides, requested_by, request_reason
        FROM rollout_now
       WHERE platform_id = (SELECT p.id FROM platform AS p WHERE p.source = ? AND p.name = ?)
       ORDER BY id DESC
       LIMIT ?
      """;

  /** The destination of a rollout. */
  record RolloutDestination(PlatformId platform, long to) {}

  private final Database database;

  PostgresRollouts(Database database) {
    this.database = database;
  }

  @Override
  public List<NodeRecord> nodes(PlatformId platform, Collection<NodeKey> keys) {
    return database.inTransaction(
        "read nodes of platform '%s'".formatted(platform),
        tx -> PostgresNodes.forPlan(tx, platform, keys));
  }

  @Override
  public List<NodeRecord> allNodes(PlatformId platform, String after, int limit) {
    return database.inTransaction(
        "list the nodes of platform '%s'".formatted(platform),
        tx -> PostgresNodes.all(tx, platform, after, limit));
  }

  @Override
  public Optional<NodeRecord> node(PlatformId platform, NodeKey key) {
    return database.inTransaction(
        "read node '%s'".formatted(key), tx -> PostgresNodes.find(tx, platform, key));
  }

  @Override
  public List<NodeKey> awaitingNodes(PlatformId platform) {
    return database.inTransaction(
        "list the nodes of platform '%s' that await node time".formatted(platform),
        tx -> PostgresNodes.awaiting(tx, platform));
  }

  @Override
  public List<NodeKey> retiringNodes(PlatformId platform) {
    return database.inTransaction(
        "list the nodes of platform '%s' that retire when their jobs ask".formatted(platform),
        tx -> PostgresNodes.retiring(tx, platform));
  }

  @Override
  public List<BlockedNode> blockedNodes(PlatformId platform, String after, int limit) {
    return database.inTransaction(
        "list the blocked nodes of platform '%s'".formatted(platform),
        tx -> PostgresBlocks.blocked(tx, platform, after, limit));
  }

  @Override
  public void recordApplied(PlatformId platform, long version, Collection<NodeKey> nodes) {
    database.run(
        "record what was applied to platform '%s'".formatted(platform),
        tx -> {
          var found = PostgresPlatforms.lockKnown(tx, platform);
          if (found.state().target().version() == version) {
            PostgresNodes.lock(tx, found.id(), nodes);
            PostgresBlocks.recordApplied(tx, found.id(), nodes);
          }
        });
  }

  @Override
  public List<NodeKey> appliedNodes(PlatformId platform) {
    return database.inTransaction(
        "list the applied nodes of platform '%s'".formatted(platform),
        tx -> PostgresBlocks.applied(tx, platform));
  }

  @Override
  public ClaimOutcome claim(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate) {
    return database.inTransaction(
        "move platform '%s' to version %d".formatted(seen.id(), to),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(seen.id()));
          return PostgresClaims.claim(tx, seen, new Target(to, graph), plan, gate);
        });
  }

  @Override
  public List<RolloutStep> beginSteps(Lease lease, long rollout, int limit, StepGate gate) {
    return database.inTransaction(
        "begin steps of rollout %d".formatted(rollout),
        tx -> {
          var platform = going(tx, rollout).platform();
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          var found = PostgresPlatforms.lockKnown(tx, platform);
          if (isStopped(tx, found.state(), rollout, gate)) {
            return List.of();
          }
          var begun = PostgresSteps.begin(tx, rollout, lease, tx.now(), limit);
          var nodes = new TreeSet<NodeKey>();
          begun.forEach(step -> nodes.add(step.planned().node()));
          PostgresNodes.lock(tx, found.id(), nodes);
          PostgresNodes.markUncertain(tx, found.id(), nodes);
          return begun;
        });
  }

  /** A rollout that is over, or not the newest one, has no steps to begin. */
  private static boolean isStopped(Transaction tx, PlatformState platform, long id, StepGate gate)
      throws SQLException {
    var rollout = platform.rollout();
    if (rollout == null || rollout.id() != id || rollout.state().isOver()) {
      return false;
    }
    var inputs = PostgresGateInputs.readLocked(tx, platform);
    return gate.isStopped(platform, rollout, inputs, tx.now());
  }

  @Override
  public void recordSteps(Lease lease, long rollout, List<StepResult> results) {
    database.run(
        "record steps of rollout %d".formatted(rollout),
        tx -> {
          var going = going(tx, rollout);
          PostgresLeases.fence(tx, lease, Lease.resource(going.platform()));
          var platform = PostgresPlatforms.lockKnown(tx, going.platform()).id();
          var now = tx.now();
          PostgresSteps.requireKnown(
              tx, rollout, results.stream().map(StepResult::ordinal).toList());
          PostgresSteps.start(tx, rollout, only(results, StepResult.Started.class));
          PostgresSteps.fail(tx, going, rollout, only(results, StepResult.NotLanded.class), now);
          var realized =
              PostgresSteps.land(tx, going, rollout, only(results, StepResult.Landed.class), now);
          PostgresNodes.realize(tx, platform, realized, going.to(), now);
          tx.update(COUNT_DONE, realized.size(), now, rollout);
        });
  }

  @Override
  public List<RolloutStep> stepsInProgress(long rollout, int after, int limit) {
    return database.inTransaction(
        "list the steps of rollout %d that are in progress".formatted(rollout),
        tx -> PostgresSteps.inProgress(tx, rollout, after, limit));
  }

  private static <T extends StepResult> List<T> only(List<StepResult> results, Class<T> kind) {
    return results.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static RolloutDestination going(Transaction tx, long rollout) throws SQLException {
    return tx.queryOne(
            PLATFORM_OF,
            row ->
                new RolloutDestination(
                    row.platform("source", "platform"), row.number("to_version")),
            rollout)
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot find rollout %d".formatted(rollout)));
  }

  @Override
  public Optional<Rollout> rollUp(Lease lease, PlatformId platform) {
    return database.inTransaction(
        "roll up platform '%s'".formatted(platform),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(platform));
          var found = PostgresPlatforms.lockKnown(tx, platform);
          var rollout = found.state().rollout();
          if (rollout != null && !rollout.state().isOver() && rollout.done() == rollout.steps()) {
            PostgresRollUps.moveOn(tx, found, rollout);
          }
          return newest(tx, platform, 1).stream().findFirst();
        });
  }

  @Override
  public Optional<PlanRecheck> recheckPlan(Lease lease, long rollout) {
    return database.inTransaction(
        "check the plan of rollout %d".formatted(rollout),
        tx -> PostgresPlanRechecks.recheckPlan(tx, lease, rollout, going(tx, rollout)));
  }

  @Override
  public void extend(Lease lease, PlanRecheck checked, RolloutPlan found) {
    database.run(
        "extend rollout %d".formatted(checked.rollout()),
        tx ->
            PostgresPlanRechecks.extend(
                tx, lease, going(tx, checked.rollout()).platform(), checked, found));
  }

  @Override
  public List<Rollout> newest(PlatformId platform, int limit) {
    return database.inTransaction(
        "list the rollouts of platform '%s'".formatted(platform),
        tx -> newest(tx, platform, limit));
  }

  static List<Rollout> newest(Transaction tx, PlatformId platform, int limit) throws SQLException {
    return tx.query(NEWEST, PostgresRollouts::rollout, platform.source(), platform.name(), limit);
  }

  @Override
  public List<RolloutStep> steps(long rollout, int limit) {
    return database.inTransaction(
        "list the steps of rollout %d".formatted(rollout),
        tx -> PostgresSteps.read(tx, rollout, limit));
  }

  private static Rollout rollout(Row row) throws SQLException {
    return new Rollout(
        row.number("id"),
        row.platform("source", "platform"),
        row.number("from_version"),
        row.number("to_version"),
        row.constant(Rollout.State.class, "state"),
        row.count("steps"),
        row.count("done"),
        row.optionalText("last_error"),
        row.optionalInstant("retry_at"),
        row.count("nodes_waiting"),
        row.instant("started_at"),
        row.optionalInstant("ended_at"),
        row.instant("state_since"),
        row.optionalInstant("failing_since"),
        row.constant(Rollout.Kind.class, "kind"),
        ShutGatesJson.readKinds(row.text("overrides")),
        row.optionalText("requested_by"),
        row.optionalText("request_reason"));
  }

  @Override
  public ClaimOutcome rollBack(
      Lease lease,
      PlatformState seen,
      long to,
      Fingerprint graph,
      RolloutPlan plan,
      GateEvaluator gate,
      Set<GateKind> overrides,
      Actor actor,
      String reason) {
    return database.inTransaction(
        "roll platform '%s' back to version %d".formatted(seen.id(), to),
        tx -> {
          PostgresLeases.fence(tx, lease, Lease.resource(seen.id()));
          return PostgresClaims.rollBack(
              tx, seen, new Target(to, graph), plan, gate, new Request(actor, reason, overrides));
        });
  }
}

package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.OrderRules;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators order for one platform, each in one transaction under the platform's lock. */
final class PostgresOrders {

  private static final String IS_ACCEPTED =
      """
      SELECT sequence
        FROM version
       WHERE source = ?
         AND sequence = ?
         AND accepted
      """;

  private static final String REQUEST_SYNC =
      """
      UPDATE platform
         SET sync_requested = ?,
             sync_overrides = ?::jsonb,
             sync_by = ?,
             sync_reason = ?,
             sync_since = ?
       WHERE id = ?
      """;

  private static final String HOLD =
      """
      UPDATE platform
         SET hold_version = ?,
             hold_cause = ?,
             hold_by = ?,
             hold_reason = ?,
             hold_since = ?
       WHERE id = ?
      """;

  private static final String APPROVE =
      """
      UPDATE platform
         SET approval_version = ?,
             approval_digest = ?,
             approval_by = ?,
             approval_reason = ?,
             approval_since = ?
       WHERE id = ?
      """;

  /** An operator's order about a platform. */
  @FunctionalInterface
  interface Command {
    /** Carries the order out; returns why it cannot be, and empty when it was. */
    Optional<Order> give(Transaction tx, Found platform) throws SQLException;
  }

  private PostgresOrders() {}

  /** Gives an order, unless the platform is not known or the actor may not. */
  static Order give(Transaction tx, PlatformId platform, Actor actor, Command command)
      throws SQLException {
    var found = PostgresPlatforms.lock(tx, platform);
    if (found.isEmpty()) {
      return new Order.Unknown();
    }
    if (!PostgresApiTokens.mayOrder(tx, actor)) {
      return new Order.NotAllowed();
    }
    var refused = command.give(tx, found.get());
    return refused.isPresent()
        ? refused.get()
        : new Order.Done(PostgresPlatforms.find(tx, platform).orElseThrow().state());
  }

  static Command requestSync(
      @Nullable Long asked, Set<GateKind> overrides, Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var version = asked == null ? platform.merged().version() : asked;
      var refused =
          asked == null
              ? Optional.<Order>empty()
              : OrderRules.refuseSync(platform, asked, isAccepted(tx, platform, asked));
      if (refused.isPresent()) {
        return refused;
      }
      if (platform.rollout() != null) {
        PostgresSteps.makeDue(tx, platform.rollout().id());
      }
      var kinds = ShutGatesJson.writeKinds(overrides);
      tx.update(REQUEST_SYNC, version, kinds, actor.name(), reason, tx.now(), found.id());
      audit(
          tx,
          actor,
          AuditVerbs.PLATFORM_SYNC_REQUESTED,
          platform,
          StoreJson.object("version", platform.syncRequested()),
          overrides.isEmpty()
              ? StoreJson.object("version", version)
              : StoreJson.object("version", version, "overrides", StoreJson.texts(kinds)),
          reason);
      return Optional.empty();
    };
  }

  static Command retry(Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var rollout = platform.rollout();
      var due =
          rollout == null || rollout.state().isOver() ? 0 : PostgresSteps.makeDue(tx, rollout.id());
      if (rollout == null || due == 0) {
        return Optional.of(OrderRules.nothingFailed(platform));
      }
      audit(
          tx,
          actor,
          AuditVerbs.PLATFORM_RETRIED,
          platform,
          null,
          StoreJson.object("rollout", rollout.id(), "steps", due),
          reason);
      return Optional.empty();
    };
  }

  static Command hold(@Nullable Long asked, Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var version = asked == null ? platform.target().version() : asked;
      var refused = OrderRules.refuseHold(platform, version, isAccepted(tx, platform, version));
      if (refused.isPresent()) {
        return refused;
      }
      putHold(tx, found, version, Hold.Cause.HOLD, actor, reason);
      audit(
          tx,
          actor,
          AuditVerbs.PLATFORM_HELD,
          platform,
          json(platform.steering().hold()),
          StoreJson.object("version", version, "cause", Hold.Cause.HOLD),
          reason);
      return Optional.empty();
    };
  }

  private static void putHold(
      Transaction tx, Found platform, long version, Hold.Cause cause, Actor actor, String reason)
      throws SQLException {
    tx.update(HOLD, version, cause, actor.name(), reason, tx.now(), platform.id());
  }

  static Command release(Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var hold = platform.steering().hold();
      if (hold == null) {
        return Optional.of(OrderRules.notHeld(platform));
      }
      tx.update(HOLD, null, null, null, null, null, found.id());
      audit(tx, actor, AuditVerbs.PLATFORM_RELEASED, platform, json(hold), null, reason);
      return Optional.empty();
    };
  }

  static Command approveRemoval(long version, String digest, Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var refused = OrderRules.refuseApproval(platform, version, isAccepted(tx, platform, version));
      if (refused.isPresent()) {
        return refused;
      }
      tx.update(APPROVE, version, digest, actor.name(), reason, tx.now(), found.id());
      var before = platform.steering().approval();
      audit(
          tx,
          actor,
          AuditVerbs.PLATFORM_REMOVAL_APPROVED,
          platform,
          before == null
              ? null
              : StoreJson.object("version", before.version(), "digest", before.digest()),
          StoreJson.object("version", version, "digest", digest),
          reason);
      return Optional.empty();
    };
  }

  static Command cancel(Actor actor, String reason) {
    return (tx, found) -> {
      var platform = found.state();
      var rollout = platform.rollout();
      if (rollout == null || rollout.state().isOver()) {
        return Optional.of(OrderRules.nothingUnderWay(platform));
      }
      var now = tx.now();
      var version = platform.target().version();
      PostgresSteps.cancel(tx, rollout.id(), now);
      PostgresRollUps.setState(tx, rollout, Rollout.State.CANCELLED, reason, now);
      putHold(tx, found, version, Hold.Cause.CANCEL, actor, reason);
      audit(
          tx,
          actor,
          AuditVerbs.ROLLOUT_CANCELLED,
          platform,
          beforeCancel(rollout, platform.steering().hold()),
          StoreJson.object(
              "rollout", rollout.id(), "state", Rollout.State.CANCELLED, "hold", version),
          reason);
      return Optional.empty();
    };
  }

  private static String beforeCancel(Rollout rollout, @Nullable Hold replaced) {
    return replaced == null
        ? StoreJson.object("rollout", rollout.id(), "state", rollout.state())
        : StoreJson.object(
            "rollout",
            rollout.id(),
            "state",
            rollout.state(),
            "hold",
            replaced.version(),
            "cause",
            replaced.cause());
  }

  /** Whether a version of a platform's source was accepted. */
  static boolean isAccepted(Transaction tx, PlatformState platform, long version)
      throws SQLException {
    return tx.queryOne(IS_ACCEPTED, row -> row.number("sequence"), platform.id().source(), version)
        .isPresent();
  }

  private static @Nullable String json(@Nullable Hold hold) {
    return hold == null ? null : StoreJson.object("version", hold.version(), "cause", hold.cause());
  }

  private static void audit(
      Transaction tx,
      Actor actor,
      String verb,
      PlatformState platform,
      @Nullable String before,
      @Nullable String after,
      String reason)
      throws SQLException {
    PostgresAudit.append(
        tx, new NewEntry(actor, verb, Lease.resource(platform.id()), before, after, reason));
  }
}

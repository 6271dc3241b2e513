package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.OrderRules;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.testing.MemoryState.VersionKey;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators order for one platform, within a transaction. */
final class MemoryOrders {

  /** An operator's order about a platform, as it is shown. */
  @FunctionalInterface
  interface Command {
    /** Carries the order out; returns why it cannot be, and empty when it was. */
    Optional<Order> give(PlatformState platform);
  }

  private final MemoryState state;

  MemoryOrders(MemoryState state) {
    this.state = state;
  }

  /** Gives an order, unless the platform is not known or the actor may not. */
  Order give(PlatformId platform, Actor actor, Command command) {
    var row = state.platforms.find(platform);
    if (row == null || state.sources.find(platform.source()) == null) {
      return new Order.Unknown();
    }
    if (!MemoryApiTokens.mayOrder(state, actor)) {
      return new Order.NotAllowed();
    }
    return command
        .give(PlatformRows.show(state, row))
        .orElseGet(() -> new Order.Done(PlatformRows.show(state, state.platform(platform))));
  }

  Command requestSync(@Nullable Long asked, Set<GateKind> overrides, Actor actor, String reason) {
    return platform -> {
      var version = asked == null ? platform.merged().version() : asked;
      var refused =
          asked == null
              ? Optional.<Order>empty()
              : OrderRules.refuseSync(platform, asked, isAccepted(platform, asked));
      if (refused.isPresent()) {
        return refused;
      }
      if (platform.rollout() != null) {
        StepRows.makeDue(state, platform.rollout().id());
      }
      var row = state.platform(platform.id());
      var sync = new SyncRequest(version, overrides, actor.name(), reason, state.now());
      PlatformRows.put(state, PlatformRows.withSync(row, version, sync));
      audit(
          actor,
          AuditVerbs.PLATFORM_SYNC_REQUESTED,
          platform,
          MemoryJson.of("version", platform.syncRequested()),
          overrides.isEmpty()
              ? MemoryJson.of("version", version)
              : MemoryJson.of(
                  "version",
                  version,
                  "overrides",
                  sync.overrides().stream().map(GateKind::text).toList()),
          reason);
      return Optional.empty();
    };
  }

  Command retry(Actor actor, String reason) {
    return platform -> {
      var rollout = platform.rollout();
      var due =
          rollout == null || rollout.state().isOver() ? 0 : StepRows.makeDue(state, rollout.id());
      if (rollout == null || due == 0) {
        return Optional.of(OrderRules.nothingFailed(platform));
      }
      audit(
          actor,
          AuditVerbs.PLATFORM_RETRIED,
          platform,
          null,
          MemoryJson.of("rollout", rollout.id(), "steps", due),
          reason);
      return Optional.empty();
    };
  }

  Command hold(@Nullable Long asked, Actor actor, String reason) {
    return platform -> {
      var version = asked == null ? platform.target().version() : asked;
      var refused = OrderRules.refuseHold(platform, version, isAccepted(platform, version));
      if (refused.isPresent()) {
        return refused;
      }
      putHold(platform, new Hold(version, Hold.Cause.HOLD, actor.name(), reason, state.now()));
      audit(
          actor,
          AuditVerbs.PLATFORM_HELD,
          platform,
          json(platform.steering().hold()),
          MemoryJson.of("version", version, "cause", Hold.Cause.HOLD),
          reason);
      return Optional.empty();
    };
  }

  private void putHold(PlatformState platform, @Nullable Hold hold) {
    PlatformRows.put(state, PlatformRows.withHold(state.platform(platform.id()), hold));
  }

  Command release(Actor actor, String reason) {
    return platform -> {
      var hold = platform.steering().hold();
      if (hold == null) {
        return Optional.of(OrderRules.notHeld(platform));
      }
      putHold(platform, null);
      audit(actor, AuditVerbs.PLATFORM_RELEASED, platform, json(hold), null, reason);
      return Optional.empty();
    };
  }

  Command approveRemoval(long version, String digest, Actor actor, String reason) {
    return platform -> {
      var refused = OrderRules.refuseApproval(platform, version, isAccepted(platform, version));
      if (refused.isPresent()) {
        return refused;
      }
      var before = platform.steering().approval();
      var approval = new RemovalApproval(version, digest, actor.name(), reason, state.now());
      PlatformRows.put(state, PlatformRows.withApproval(state.platform(platform.id()), approval));
      audit(
          actor,
          AuditVerbs.PLATFORM_REMOVAL_APPROVED,
          platform,
          before == null
              ? null
              : MemoryJson.of("version", before.version(), "digest", before.digest()),
          MemoryJson.of("version", version, "digest", digest),
          reason);
      return Optional.empty();
    };
  }

  Command cancel(Actor actor, String reason) {
    return platform -> {
      var rollout = platform.rollout();
      if (rollout == null || rollout.state().isOver()) {
        return Optional.of(OrderRules.nothingUnderWay(platform));
      }
      var version = platform.target().version();
      var replaced = platform.steering().hold();
      StepRows.cancel(state, rollout.id());
      state.rollouts.put(
          rollout.id(),
          PlatformRows.row(state, rollout.id()).in(Rollout.State.CANCELLED, state.now()));
      state.tell(
          new RolloutChanged(
              rollout.platform(), rollout.id(), Rollout.State.CANCELLED, reason, rollout.to()));
      putHold(platform, new Hold(version, Hold.Cause.CANCEL, actor.name(), reason, state.now()));
      audit(
          actor,
          AuditVerbs.ROLLOUT_CANCELLED,
          platform,
          replaced == null
              ? MemoryJson.of("rollout", rollout.id(), "state", rollout.state())
              : MemoryJson.of("hold", replaced.version(), "cause", replaced.cause()),
          MemoryJson.of("rollout", rollout.id(), "hold", version),
          reason);
      return Optional.empty();
    };
  }

  boolean isAccepted(PlatformState platform, long version) {
    var row = state.versions.find(new VersionKey(platform.id().source(), version));
    return row != null && row.version().accepted();
  }

  private static @Nullable String json(@Nullable Hold hold) {
    return hold == null ? null : MemoryJson.of("version", hold.version(), "cause", hold.cause());
  }

  private void audit(
      Actor actor,
      String verb,
      PlatformState platform,
      @Nullable String before,
      @Nullable String after,
      String reason) {
    state.audit(actor, verb, Lease.resource(platform.id()), before, after, reason);
  }
}

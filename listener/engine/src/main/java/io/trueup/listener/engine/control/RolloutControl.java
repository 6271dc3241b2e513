package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.MoveReader;
import io.trueup.listener.engine.rollout.OperatorLease;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.statestore.Actor;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What operators order for the moves of platforms, and what they ask about them. An order that can
 * have no effect is refused with the reason. A dry run writes nothing and gives what the order
 * would give. Safe for any thread; calls block.
 */
public final class RolloutControl {

  private final StateStore store;
  private final MovePreviews previews;
  private final SyncOrder.Checks syncs;
  private final HoldOrders holds;
  private final RollbackOrder rollbacks;
  private final WindowPreviews windows;
  private final GateRules rules;
  private final Consumer<PlatformId> poke;

  /**
   * Lent by the daemon.
   *
   * @param keepers makes the keeper of an operator's leases, by a name that is unique in the
   *     process
   * @param patience how long to wait for the current holder of a platform
   */
  public record Dependencies(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules,
      Function<String, LeaseKeeper> keepers,
      Duration patience) {}

  /**
   * The control of all platforms of a store.
   *
   * @param poke gets each platform that may move after an order
   */
  public RolloutControl(Dependencies lent, Consumer<PlatformId> poke) {
    this.store = lent.store();
    this.rules = lent.rules();
    this.poke = poke;
    var moves = new MoveReader(store, lent.models(), lent.realizers(), rules);
    this.previews = new MovePreviews(store, lent.models(), moves, rules);
    this.syncs = new SyncOrder.Checks(store, previews);
    this.holds = new HoldOrders(store, previews);
    this.windows = new WindowPreviews(store, rules);
    var leases = new OperatorLease.Claims(store, lent.keepers(), lent.patience(), new AtomicLong());
    this.rollbacks = new RollbackOrder(store, lent.models(), moves, rules, leases);
  }

  /**
   * What a platform's next move would be.
   *
   * @param to the version to move to, back or forward; null for the one that it moves to by itself
   * @return empty when the platform is not known
   */
  public Optional<RolloutPreview> preview(PlatformId platform, @Nullable Long to) {
    return store
        .platforms()
        .find(platform)
        .map(it -> to == null ? previews.next(it) : previews.to(it, to));
  }

  /**
   * The gates of a platform's next move; of the rollout that is under way when there is none.
   *
   * @param at when; null for now, and an earlier instant is taken as now. For a later one, time
   *     alone is taken to pass: windows, schedules and the ends of pauses, suspensions and soaks
   * @return empty when the platform is not known
   */
  public Optional<GateReport> gates(PlatformId platform, @Nullable Instant at) {
    var now = store.now();
    var when = at == null || at.isBefore(now) ? now : at;
    return store.platforms().find(platform).map(it -> previews.gates(it, when));
  }

  /**
   * Requests a move, and retries what failed.
   *
   * @param to null for the newest accepted version
   * @param overrides kinds of gates that do not keep this move waiting
   */
  public ControlOutcome sync(
      PlatformId platform,
      @Nullable Long to,
      Set<GateKind> overrides,
      Actor actor,
      String reason,
      boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = syncs.check(found, to, overrides, actor, reason);
          var message = order.message(found, overrides);
          if (dryRun) {
            return new ControlOutcome.Done(found, message, order.stillShut(), order.preview());
          }
          var version = order.version();
          var written =
              version == null
                  ? store.platforms().retry(platform, actor, reason)
                  : store.platforms().requestSync(platform, version, overrides, actor, reason);
          return outcome(
              written,
              it -> new ControlOutcome.Done(it, message, order.stillShut(), order.preview()));
        });
  }

  /**
   * Keeps a platform on a version.
   *
   * @param at null for the target
   */
  public ControlOutcome hold(
      PlatformId platform, @Nullable Long at, Actor actor, String reason, boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = holds.hold(found, at, actor, reason);
          return dryRun
              ? order.done(found)
              : outcome(store.platforms().hold(platform, at, actor, reason), order::done);
        });
  }

  /** Ends a hold. */
  public ControlOutcome release(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = holds.release(found);
          return dryRun
              ? order.done(found)
              : outcome(store.platforms().release(platform, actor, reason), order::done);
        });
  }

  /** Approves what a version removes, and on a platform that follows manually the move to it. */
  public ControlOutcome approve(
      PlatformId platform, long version, Actor actor, String reason, boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = holds.approve(found, version, actor, reason);
          if (dryRun) {
            return order.done(found);
          }
          var written = holds.write(found, version, actor, reason);
          return outcome(written, order::done);
        });
  }

  /** Cancels the rollout that is under way; a hold remains. */
  public ControlOutcome cancel(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = holds.cancel(found);
          return dryRun
              ? order.done(found)
              : outcome(store.platforms().cancel(platform, actor, reason), order::done);
        });
  }

  /** Retries failed steps at once. */
  public ControlOutcome retry(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    return order(
        platform,
        found -> {
          var order = retry(found);
          return dryRun
              ? order.done(found)
              : outcome(store.platforms().retry(platform, actor, reason), order::done);
        });
  }

  private HoldOrders.Ready retry(PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout == null || !Orders.hasFailed(platform)) {
      throw new RefusedException(
          "nothing-failed",
          "No step of platform '%s' has failed, so there is nothing to retry"
              .formatted(platform.id()));
    }
    var inputs = store.platforms().gateInputs(platform.id());
    var shut =
        inputs
            .map(it -> rules.stopping(platform, rollout, it, store.now()).shut())
            .orElse(List.of());
    if (!shut.isEmpty()) {
      throw new RefusedException(
          "no-effect",
          "The rollout of platform '%s' is stopped, so nothing can be retried. %s"
              .formatted(platform.id(), Orders.texts(shut)),
          shut);
    }
    return new HoldOrders.Ready(
        "The failed steps of platform '%s' are retried now".formatted(platform.id()), null);
  }

  /**
   * Moves a platform back to an older version at once, and leaves a hold there.
   *
   * @param overrides kinds of gates that do not refuse it
   */
  public ControlOutcome rollBack(
      PlatformId platform,
      long to,
      Set<GateKind> overrides,
      Actor actor,
      String reason,
      boolean dryRun) {
    var asked = new RollbackOrder.Asked(to, overrides, actor, reason);
    return order(
        platform,
        found -> {
          if (dryRun) {
            return rollbacks.dryRun(found, asked);
          }
          var done = rollbacks.carryOut(found, asked);
          poke.accept(platform);
          return done;
        });
  }

  /**
   * What an edit of a window would change.
   *
   * @param before the window that is edited; empty for a new one
   * @param after what it would say; empty when it would end, be deleted or suspended
   */
  public WindowPreview preview(Optional<RolloutWindow> before, Optional<RolloutWindow.Spec> after) {
    return windows.preview(before, after);
  }

  /**
   * What to say about a selector that matches no platform, with what exists; empty when it matches
   * one.
   */
  public Optional<String> unmatched(Selector scope) {
    return windows.unmatched(scope);
  }

  private ControlOutcome order(PlatformId platform, Function<PlatformState, ControlOutcome> order) {
    var found = store.platforms().find(platform);
    if (found.isEmpty()) {
      return new ControlOutcome.Unknown();
    }
    try {
      return order.apply(found.get());
    } catch (RefusedException e) {
      return e.refusal();
    }
  }

  private ControlOutcome outcome(Order written, Function<PlatformState, ControlOutcome> done) {
    return switch (written) {
      case Order.Done(var platform) -> {
        poke.accept(platform.id());
        yield done.apply(platform);
      }
      case Order.Refused(var code, var reason) -> new ControlOutcome.Refused(code, reason);
      case Order.NotAllowed() -> new ControlOutcome.NotAllowed();
      case Order.Unknown() -> new ControlOutcome.Unknown();
    };
  }
}

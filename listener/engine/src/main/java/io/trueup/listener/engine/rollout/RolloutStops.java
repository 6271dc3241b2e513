package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What pauses and windows do to a rollout that is under way. A pause stops it. A window that closed
 * does what the platform's {@code at-close} says. Safe for any thread; blocks.
 */
final class RolloutStops {

  private final StateStore store;
  private final GateRules rules;

  RolloutStops(StateStore store, GateRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /**
   * How a rollout goes on.
   *
   * @param gates that stop it: no step begins and no node changes; empty when it goes on
   * @param isCancelled whether a window that closed has just ended it
   * @param until when this changes by itself; null when it is not known to
   */
  record Course(List<ShutGate> gates, boolean isCancelled, @Nullable Instant until) {

    private static final Course FREE = new Course(List.of(), false, null);

    boolean isStopped() {
      return !gates.isEmpty();
    }
  }

  /**
   * Finds how the newest rollout of a platform goes on, and cancels it when a window says so.
   *
   * @param lease of the platform
   */
  Course course(Lease lease, PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout == null || rollout.state().isOver()) {
      return Course.FREE;
    }
    return store
        .platforms()
        .gateInputs(platform.id())
        .map(it ->
            course(lease, platform, rollout, rules.stopping(platform, rollout, it, store.now())))
        .orElse(Course.FREE);
  }

  private Course course(Lease lease, PlatformState platform, Rollout rollout, GateReport report) {
    var closed = report.shut().stream().filter(it -> it.kind() == GateKind.WINDOW).toList();
    if (!closed.isEmpty() && platform.policy().atClose() == AtClose.CANCEL) {
      store.platforms().cancelAtClose(lease, platform.id(), why(rollout, closed));
      return new Course(List.of(), true, null);
    }
    return report.isOpen()
        ? new Course(List.of(), false, report.openUntil())
        : new Course(report.shut(), false, report.opensAt());
  }

  private static String why(Rollout rollout, List<ShutGate> closed) {
    return "at-close is 'cancel', and a window closed during the rollout to version %d: %s"
        .formatted(
            rollout.to(), closed.stream().map(ShutGate::reason).collect(Collectors.joining("; ")));
  }
}

package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.StandingOrders;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The orders that stand for several platforms, as they are at one instant. For one thread. */
public final class AllOrders {

  private final Instant now;
  private final List<GroupPause> pauses;
  private final List<RolloutWindow> windows;

  /** Many platforms are concerned by the same windows. */
  private final Map<List<RolloutWindow>, Optional<PlatformView.Windows>> known = new HashMap<>();

  private AllOrders(Instant now, List<GroupPause> pauses, List<RolloutWindow> windows) {
    this.now = now;
    this.pauses = pauses;
    this.windows = windows;
  }

  /** Reads the orders of a store; blocks. */
  public static AllOrders read(StateStore store) {
    return new AllOrders(store.now(), store.groupPauses().inForce(), store.windows().current());
  }

  /** When they were read, by the store's clock. */
  public Instant now() {
    return now;
  }

  /** The pauses in force. */
  public List<GroupPause> pauses() {
    return pauses;
  }

  /** How many windows count and cannot be evaluated. */
  public int invalidWindows() {
    return (int)
        windows.stream()
            .filter(it -> it.counts(now) && WindowDescriber.of(it, now).problem() != null)
            .count();
  }

  /** Those that concern one platform. */
  public StandingOrders of(PlatformState platform) {
    var concerning = windows.stream().filter(it -> it.spec().scope().matches(platform)).toList();
    return new StandingOrders(
        pauses.stream().filter(it -> it.scope().matches(platform)).toList(),
        known.computeIfAbsent(concerning, it -> WindowSpans.at(platform, it, now)).orElse(null));
  }
}

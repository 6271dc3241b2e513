package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.StandingOrders;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The orders that stand for several platforms, as they are at one instant.
 *
 * @param now by the store's clock
 * @param pauses in force
 * @param windows that have not ended
 */
public record AllOrders(Instant now, List<GroupPause> pauses, List<RolloutWindow> windows) {

  public AllOrders {
    pauses = List.copyOf(pauses);
    windows = List.copyOf(windows);
  }

  /** Reads the orders of a store; blocks. */
  public static AllOrders read(StateStore store) {
    return new AllOrders(store.now(), store.groupPauses().inForce(), store.windows().current());
  }

  /** Those that concern one platform. */
  public StandingOrders of(PlatformState platform) {
    return new StandingOrders(
        pauses.stream().filter(it -> it.scope().matches(platform)).toList(), windows(platform));
  }

  private PlatformView.@Nullable Windows windows(PlatformState platform) {
    var counting =
        windows.stream()
            .filter(it -> it.counts(now) && it.spec().scope().matches(platform))
            .toList();
    return counting.isEmpty() ? null : new PlatformView.Windows(counting.size(), true, null);
  }
}

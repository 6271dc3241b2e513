package io.trueup.listener.daemon.view;

import io.trueup.statestore.control.GroupPause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for one platform beside its own state.
 *
 * @param pauses of several platforms, in force, that match it
 * @param windows what the windows say about it; null while none that counts matches it
 */
public record StandingOrders(List<GroupPause> pauses, PlatformView.@Nullable Windows windows) {

  /** Nothing is in force. */
  public static final StandingOrders NONE = new StandingOrders(List.of(), null);

  public StandingOrders {
    pauses = List.copyOf(pauses);
  }
}

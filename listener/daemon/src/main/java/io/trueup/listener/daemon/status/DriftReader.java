package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.DriftView;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;

/**
 * Reads what is known of the drift of platforms. Safe for any thread; blocks.
 *
 * @param control says when platforms are checked
 */
public record DriftReader(StateStore store, DriftControl control) {

  /**
   * What is known of a platform's drift.
   *
   * @param after shows drifted nodes after this key; empty for all
   * @param limit how many drifted nodes at most
   */
  public DriftView view(PlatformState platform, String after, int limit) {
    var last = store.drift().lastCheck(platform.id()).orElse(null);
    return DriftView.of(
        platform,
        last,
        control.next(platform, last).orElse(null),
        store.drift().drifted(platform.id(), after, limit));
  }
}

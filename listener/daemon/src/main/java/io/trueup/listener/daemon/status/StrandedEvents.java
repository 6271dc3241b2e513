package io.trueup.listener.daemon.status;

import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStore;
import java.util.ArrayList;
import java.util.List;

/** Events that are kept for readers to whom no live daemon passes them on. */
final class StrandedEvents {

  /** So that a status stays cheap where many readers are behind. */
  private static final int MOST_LOOKED_AT = 20;

  private StrandedEvents() {}

  /** A sentence for each reader, with what to do. */
  static List<String> warnings(StateStore store) {
    var last = store.changes().range().last();
    var warnings = new ArrayList<String>();
    store.changes().readers().entrySet().stream()
        .filter(it -> it.getValue() < last)
        .limit(MOST_LOOKED_AT)
        .filter(it -> store.leases().holder(StateChanges.resource(it.getKey())).isEmpty())
        .forEach(it ->
            warnings.add(
                "No live daemon passes events on to '%s': %d wait, and all later ones are kept for it. Start a daemon whose configuration has it, or remove the reader as docs/events.md says"
                    .formatted(it.getKey(), last - it.getValue())));
    return warnings;
  }
}

package io.trueup.listener.daemon.simulation;

import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.TargetMoved;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Hears of every event, as a broker does: refuses writers that were fenced, and knows by its
 * position what it has already.
 */
final class SimulatedSubscriber {

  private static final Set<String> POINTERS = Set.of("target.moved", "platform.realized");

  private final Consumer<String> fail;
  private final Map<PlatformId, Long> targets = new TreeMap<>();
  private final Map<PlatformId, Long> realized = new TreeMap<>();
  private long last;
  private long token;

  /** Has heard nothing. */
  SimulatedSubscriber(Consumer<String> fail) {
    this.fail = fail;
  }

  /** Takes events, each once. */
  void take(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    if (lease.token() < token) {
      throw new UndeliveredException("The writer was fenced", null);
    }
    token = lease.token();
    for (var change : changes) {
      if (change.position() > last + 1) {
        fail.accept("P9: event %d follows event %d".formatted(change.position(), last));
      }
      if (change.position() == last + 1) {
        last++;
        apply(change);
      }
    }
  }

  private void apply(RecordedChange recorded) {
    if (!POINTERS.contains(recorded.type())) {
      return; // reading all would take most of the simulation's time
    }
    switch (recorded.change()) {
      case TargetMoved moved -> targets.put(moved.platform(), moved.to());
      case Realized now -> realized.put(now.platform(), now.version());
      default -> {}
    }
  }

  long last() {
    return last;
  }

  /** Where a platform's target and what it realized are, as its events say. */
  List<Long> pointers(PlatformId platform) {
    return List.of(targets.getOrDefault(platform, 0L), realized.getOrDefault(platform, 0L));
  }
}

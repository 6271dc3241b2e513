package io.trueup.statestore.testing;

import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A shared clock without threads, which rings when the test or the simulation says so. */
final class MemoryAlarmClock implements AlarmClock {

  private final Shared shared;
  private final String group;
  private @Nullable Runnable ring;

  /** What all handles of a store share. */
  static final class Shared {
    private final Map<Instant, List<String>> set = new TreeMap<>();

    /** When it rings next. */
    synchronized Optional<Instant> next() {
      return set.keySet().stream().findFirst();
    }

    /** Removes the next ring and returns its groups. */
    synchronized List<String> take() {
      var first = set.keySet().iterator().next();
      return List.copyOf(set.remove(first));
    }

    synchronized void set(String group, Instant at) {
      var groups = set.computeIfAbsent(at, _ -> new ArrayList<>());
      if (!groups.contains(group)) {
        groups.add(group);
      }
    }
  }

  MemoryAlarmClock(Shared shared, String group) {
    this.shared = shared;
    this.group = group;
  }

  @Override
  public void start(Runnable ringing) {
    ring = ringing;
  }

  @Override
  public void set(Instant at, Duration wait) {
    if (ring == null) {
      throw new StateStoreException(
          "Cannot set the alarm clock: it is not started", true, new IllegalStateException());
    }
    shared.set(group, at);
  }

  /** Rings here, if it is started here and of one of the groups. */
  void ring(List<String> groups) {
    if (ring != null && groups.contains(group)) {
      ring.run();
    }
  }

  @Override
  public void close() {
    ring = null;
  }
}

package io.trueup.listener.daemon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Time passes: every timer that becomes due runs, and the alarm clock rings. */
final class SimulatedTime {

  private final SimulatedWorld world;

  SimulatedTime(SimulatedWorld world) {
    this.world = world;
  }

  void pass(Duration duration) {
    var until = world.clock.instant().plus(duration);
    var next = nextTimer(until);
    while (next.isPresent()) {
      ringUntil(next.get().nextTimer().orElseThrow());
      next.get().runTimer();
      next = nextTimer(until);
    }
    ringUntil(until);
  }

  private Optional<SimulatedProcess> nextTimer(Instant until) {
    return world.processes.stream()
        .filter(it -> it.nextTimer().filter(due -> !due.isAfter(until)).isPresent())
        .min(Comparator.comparing(it -> it.nextTimer().orElseThrow()));
  }

  /** Each ring is heard by one process, or lost. */
  private void ringUntil(Instant until) {
    var store = world.store;
    while (store.nextRing().filter(at -> !at.isAfter(until)).isPresent()) {
      advanceTo(store.nextRing().orElseThrow());
      var groups = store.takeRing();
      if (!world.isMishap(50)) {
        world.anyProcess().ring(groups);
      }
    }
    advanceTo(until);
  }

  private void advanceTo(Instant at) {
    if (at.isAfter(world.clock.instant())) {
      world.clock.set(at);
    }
  }
}

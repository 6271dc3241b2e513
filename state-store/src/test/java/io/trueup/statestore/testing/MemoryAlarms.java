package io.trueup.statestore.testing;

import io.trueup.statestore.Alarms;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Alarms by platform and purpose. */
final class MemoryAlarms implements Alarms {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryAlarms(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  /** An alarm with when it rings. */
  record AlarmRow(Alarm alarm, Instant at) {}

  private static String key(Alarm alarm) {
    return alarm.platform() + " " + alarm.purpose();
  }

  @Override
  public void set(Map<Alarm, Instant> alarms) {
    transactor.run(
        "alarms.set",
        () ->
            alarms.forEach((alarm, at) -> {
              if (state.platforms.find(alarm.platform()) != null) {
                state.alarms.put(key(alarm), new AlarmRow(alarm, at));
              }
            }));
  }

  @Override
  public Optional<Next> next(Collection<SourceId> sources) {
    return transactor.in(
        "alarms.next",
        () ->
            of(sources)
                .map(AlarmRow::at)
                .min(Comparator.naturalOrder())
                .map(at -> new Next(at, left(at))));
  }

  private Duration left(Instant at) {
    var left = Duration.between(state.now(), at);
    return left.isNegative() ? Duration.ZERO : left;
  }

  @Override
  public List<Alarm> takeDue(Collection<SourceId> sources) {
    return transactor.in(
        "alarms.takeDue",
        () -> {
          var due =
              of(sources)
                  .filter(row -> !row.at().isAfter(state.now()))
                  .map(AlarmRow::alarm)
                  .toList();
          due.forEach(alarm -> state.alarms.remove(key(alarm)));
          return due;
        });
  }

  private Stream<AlarmRow> of(Collection<SourceId> sources) {
    return List.copyOf(state.alarms.rows()).stream()
        .filter(row -> sources.contains(row.alarm().platform().source()));
  }
}

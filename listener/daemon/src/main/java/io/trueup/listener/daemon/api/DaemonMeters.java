package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.status.ServiceGaps;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.SourceState;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Gauges of the daemons that share the store. One caller at a time. */
final class DaemonMeters {

  private final MultiGauge count;
  private final MultiGauge unserved;

  DaemonMeters(MeterRegistry registry) {
    count =
        MultiGauge.builder("trueup.daemons")
            .description("Daemons that have reported within a week, by state")
            .register(registry);
    unserved =
        MultiGauge.builder("trueup.unserved")
            .description("Sources and platforms that no live daemon serves")
            .register(registry);
  }

  /** Replaces the rows. */
  void refresh(
      List<RunningDaemon> daemons, List<SourceState> sources, List<PlatformState> platforms) {
    count.register(
        Arrays.stream(RunningDaemon.State.values())
            .<Row<?>>map(state ->
                Row.of(
                    Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
                    daemons.stream().filter(it -> it.state() == state).count()))
            .toList(),
        true);
    var gaps = ServiceGaps.of(daemons, sources, platforms);
    unserved.register(
        List.of(
            Row.of(Tags.of("kind", "source"), gaps.sources().size()),
            Row.of(Tags.of("kind", "platform"), gaps.platforms().size())),
        true);
  }
}

package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.status.ProcessLinks;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Gauges of what this process is linked with. One caller at a time. */
final class LinkMeters {

  private static final double MILLIS = 1000;

  private final MultiGauge failing;
  private final MultiGauge tokens;

  LinkMeters(MeterRegistry registry) {
    failing =
        MultiGauge.builder("trueup.link.failing")
            .description("1 while a use of Kafka or a notification does not work")
            .register(registry);
    tokens =
        MultiGauge.builder("trueup.forge.token.expires.timestamp.seconds")
            .description("When the token for the forge's API expires, as the forge says")
            .register(registry);
  }

  /** Replaces the rows of links. */
  void refresh(ProcessLinks links) {
    failing.register(
        links.problems().entrySet().stream()
            .<Row<?>>map(
                it -> Row.of(Tags.of("link", it.getKey()), it.getValue().isEmpty() ? 0 : 1))
            .toList(),
        true);
  }

  /** Replaces the rows of tokens. */
  void refresh(List<SourceState> sources, Function<SourceId, Optional<Instant>> expiries) {
    var rows = new ArrayList<Row<?>>();
    for (var source : sources) {
      expiries
          .apply(source.id())
          .ifPresent(at ->
              rows.add(Row.of(Tags.of("source", source.id().value()), at.toEpochMilli() / MILLIS)));
    }
    tokens.register(rows, true);
  }
}

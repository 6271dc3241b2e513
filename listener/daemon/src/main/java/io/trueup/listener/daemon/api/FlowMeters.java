package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.status.AllOrders;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gauges of how far sources and platforms are behind. One caller at a time. */
final class FlowMeters {

  private static final double MILLIS = 1000;

  private final MultiGauge depth;
  private final MultiGauge lag;
  private final MultiGauge headAge;
  private final MultiGauge info;
  private final MultiGauge behind;

  FlowMeters(MeterRegistry registry) {
    depth = gauge(registry, "trueup.inbox.depth", "Requested checks that are not answered");
    lag = gauge(registry, "trueup.inbox.lag.seconds", "For how long the oldest of them is owed");
    headAge =
        gauge(
            registry,
            "trueup.head.age.seconds",
            "For how long the branch's head that was seen last has had no verdict");
    info = gauge(registry, "trueup.platform.info", "1 for the state that the platform is in");
    behind =
        gauge(
            registry,
            "trueup.platform.lag.seconds",
            "For how long the newest accepted version has not been realized");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Replaces the rows. */
  void refresh(AllOrders orders, List<SourceState> sources, List<PlatformState> platforms) {
    var now = orders.now();
    depth.register(
        sources.stream()
            .<Row<?>>map(it -> Row.of(tags(it), it.requested() - it.processed()))
            .toList(),
        true);
    lag.register(
        sources.stream().<Row<?>>map(it -> Row.of(tags(it), age(it.owedSince(), now))).toList(),
        true);
    headAge.register(
        sources.stream().<Row<?>>map(it -> Row.of(tags(it), age(unjudgedSince(it), now))).toList(),
        true);
    info.register(
        platforms.stream().<Row<?>>map(it -> Row.of(tags(it).and(state(it, orders)), 1)).toList(),
        true);
    behind.register(
        platforms.stream()
            .<Row<?>>map(it -> Row.of(tags(it), age(unrealizedSince(it), now)))
            .toList(),
        true);
  }

  private static Tags tags(SourceState source) {
    return Tags.of("source", source.id().value());
  }

  private static Tags tags(PlatformState platform) {
    return Tags.of("platform", platform.id().toString());
  }

  private static Tags state(PlatformState platform, AllOrders orders) {
    var condition = PlatformCondition.of(platform, orders.of(platform).pauses());
    return Tags.of("state", condition.name().toLowerCase(Locale.ROOT));
  }

  private static @Nullable Instant unjudgedSince(SourceState source) {
    return source.head() == null || Objects.equals(source.head(), source.checkedCommit())
        ? null
        : source.since();
  }

  private static @Nullable Instant unrealizedSince(PlatformState platform) {
    return platform.realized().version() < platform.merged().version()
        ? platform.merged().since()
        : null;
  }

  private static double age(@Nullable Instant since, Instant now) {
    return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / MILLIS);
  }
}

package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.status.AllOrders;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.StandingOrders;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Gauges of what keeps platforms waiting. One caller at a time: rows replaced during another scrape
 * would appear twice.
 */
final class ControlMeters {

  private static final double MILLIS = 1000;

  private final MultiGauge open;
  private final MultiGauge windowChange;
  private final MultiGauge nextChange;
  private final MultiGauge paused;
  private final MultiGauge held;
  private final MultiGauge waiting;
  private final AtomicInteger invalid = new AtomicInteger();

  ControlMeters(MeterRegistry registry) {
    registry.gauge("trueup.windows.invalid", invalid);
    open =
        gauge(
            registry,
            "trueup.window.open",
            "1 while the windows let targets move, or none concerns the platform");
    windowChange =
        gauge(
            registry,
            "trueup.window.next.change.timestamp.seconds",
            "When the windows of the platform next open or shut");
    nextChange =
        gauge(
            registry,
            "trueup.platform.gate.next.change.timestamp.seconds",
            "When a gate of the platform next opens or shuts by itself");
    paused =
        gauge(
            registry,
            "trueup.pause.age.seconds",
            "For how long the platform, or a group that it is in, has been paused");
    held = gauge(registry, "trueup.hold.age.seconds", "For how long the platform has been held");
    waiting =
        gauge(
            registry,
            "trueup.platform.waiting",
            "1 for each kind of gate that keeps the next move waiting");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Replaces the rows by those of platforms. */
  void refresh(AllOrders orders, List<PlatformState> platforms) {
    var now = orders.now();
    var windows = new ArrayList<Row<?>>();
    var windowChanges = new ArrayList<Row<?>>();
    var changes = new ArrayList<Row<?>>();
    var pauses = new ArrayList<Row<?>>();
    var holds = new ArrayList<Row<?>>();
    var gates = new ArrayList<Row<?>>();
    for (var platform : platforms) {
      var standing = orders.of(platform);
      var tags = Tags.of("platform", platform.id().toString());
      windows.add(Row.of(tags, isOpen(standing) ? 1 : 0));
      windowChange(standing)
          .ifPresent(it -> windowChanges.add(Row.of(tags, it.toEpochMilli() / MILLIS)));
      nextChange(platform, standing, now)
          .ifPresent(it -> changes.add(Row.of(tags, it.toEpochMilli() / MILLIS)));
      pausedSince(platform, standing, now)
          .ifPresent(it -> pauses.add(Row.of(tags, seconds(it, now))));
      var hold = platform.steering().hold();
      if (hold != null) {
        holds.add(Row.of(tags, seconds(hold.since(), now)));
      }
      kinds(platform).forEach(it -> gates.add(Row.of(tags.and("kind", it), 1)));
    }
    open.register(windows, true);
    windowChange.register(windowChanges, true);
    nextChange.register(changes, true);
    paused.register(pauses, true);
    held.register(holds, true);
    waiting.register(gates, true);
    invalid.set(orders.invalidWindows());
  }

  private static boolean isOpen(StandingOrders orders) {
    var windows = orders.windows();
    return windows == null || windows.open();
  }

  private static Optional<Instant> windowChange(StandingOrders orders) {
    return Optional.ofNullable(orders.windows()).map(PlatformView.Windows::changesAt);
  }

  private static Optional<Instant> nextChange(
      PlatformState platform, StandingOrders orders, Instant now) {
    return Stream.concat(
            windowChange(orders).stream(),
            gates(platform).map(ShutGate::opensAt).filter(Objects::nonNull))
        .filter(it -> it.isAfter(now))
        .min(Instant::compareTo);
  }

  private static Optional<Instant> pausedSince(
      PlatformState platform, StandingOrders orders, Instant now) {
    return Stream.concat(
            platform.pauseInForce(now).map(PlatformState.Pause::since).stream(),
            orders.pauses().stream().map(GroupPause::since))
        .min(Instant::compareTo);
  }

  private static Stream<String> kinds(PlatformState platform) {
    return gates(platform).map(it -> it.kind().text()).distinct();
  }

  private static Stream<ShutGate> gates(PlatformState platform) {
    var waiting = platform.waiting();
    return waiting == null ? Stream.empty() : waiting.gates().stream();
  }

  private static double seconds(Instant since, Instant now) {
    return Duration.between(since, now).toMillis() / MILLIS;
  }
}

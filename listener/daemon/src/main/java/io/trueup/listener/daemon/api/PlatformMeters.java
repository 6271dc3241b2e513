package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.status.AllOrders;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Gauges over the store, read when metrics are scraped. Safe for any thread; blocks. */
final class PlatformMeters {

  private final ReentrantLock scrapes = new ReentrantLock();
  private final StateStore store;
  private final AtomicInteger isUp = new AtomicInteger();
  private final AtomicReference<Head> auditHead = new AtomicReference<>(Head.EMPTY);
  private final MultiGauge behind;
  private final MultiGauge waiting;
  private final MultiGauge blocked;
  private final MultiGauge failing;
  private final MultiGauge following;
  private final MultiGauge rejected;
  private final MultiGauge accepted;
  private final HookMeters hooks;
  private final ControlMeters control;
  private final ModelServerMeters modelServers;
  private final DriftMeters drift;
  private final DaemonMeters daemons;
  private final FlowMeters flow;
  private final EventMeters events;
  private final Monitoring monitoring;
  private final LinkMeters links;

  PlatformMeters(StateStore store, Monitoring monitoring) {
    this.store = store;
    this.monitoring = monitoring;
    MeterRegistry registry = monitoring.metrics();
    registry.gauge("trueup.store.up", isUp);
    Gauge.builder("trueup.audit.position", auditHead, it -> it.get().position())
        .description("Entries in the audit chain")
        .register(registry);
    Gauge.builder("trueup.audit.head", auditHead, it -> number(it.get()))
        .description("First 12 digits of the digest at the end of the audit chain, as a number")
        .register(registry);
    behind =
        MultiGauge.builder("trueup.platform.behind")
            .description("Versions that are merged but not realized")
            .register(registry);
    waiting =
        MultiGauge.builder("trueup.platform.nodes.waiting")
            .description("Nodes that are not at their target")
            .register(registry);
    blocked =
        MultiGauge.builder("trueup.platform.nodes.blocked")
            .description("Nodes that did not reach their target when their jobs started")
            .register(registry);
    failing =
        MultiGauge.builder("trueup.platform.failing")
            .description("1 from a step's first failure until it lands")
            .register(registry);
    following =
        MultiGauge.builder("trueup.source.following")
            .description("1 while the source can be followed")
            .register(registry);
    rejected =
        MultiGauge.builder("trueup.source.head.rejected")
            .description("1 while the newest merge is rejected")
            .register(registry);
    accepted =
        MultiGauge.builder("trueup.source.accepted.version")
            .description("The newest accepted version; 0 before the first")
            .register(registry);
    hooks = new HookMeters(registry);
    control = new ControlMeters(registry);
    drift = new DriftMeters(registry);
    modelServers = new ModelServerMeters(registry);
    daemons = new DaemonMeters(registry);
    flow = new FlowMeters(registry);
    events = new EventMeters(registry);
    links = new LinkMeters(registry);
  }

  /**
   * Reads the store and returns all metrics. If the store does not answer, the gauges keep their
   * values and {@code trueup.store.up} is 0. One caller at a time: rows replaced during another
   * scrape would appear twice.
   */
  String read(Supplier<String> scrape) {
    scrapes.lock();
    try {
      refresh();
      return scrape.get();
    } finally {
      scrapes.unlock();
    }
  }

  private void refresh() {
    links.refresh(monitoring.links().get());
    try {
      var sources = store.sources().all().stream().filter(it -> !it.isDetached()).toList();
      var followed = sources.stream().map(SourceState::id).collect(Collectors.toSet());
      var platforms =
          store.platforms().all().stream()
              .filter(it -> followed.contains(it.id().source()))
              .toList();
      behind.register(rows(platforms, it -> it.merged().version() - it.realized().version()), true);
      waiting.register(rows(platforms, PlatformMeters::nodesWaiting), true);
      blocked.register(rows(platforms, PlatformMeters::nodesBlocked), true);
      failing.register(rows(platforms, it -> hasError(it) ? 1 : 0), true);
      following.register(of(sources, it -> it.health() == Health.FOLLOWING ? 1 : 0), true);
      rejected.register(of(sources, it -> it.isHeadRejected() ? 1 : 0), true);
      accepted.register(of(sources, SourceState::accepted), true);
      hooks.refresh(store.deliveries().arrivals(), sources, store.now());
      var orders = AllOrders.read(store);
      control.refresh(orders, platforms);
      flow.refresh(orders, sources, platforms);
      drift.refresh(store, platforms);
      modelServers.refresh(store.modelServers(), store.now());
      daemons.refresh(store.daemons().all(), sources, platforms);
      links.refresh(sources, monitoring.forges().tokenExpires());
      events.refresh(store, store.now());
      auditHead.set(store.audit().head());
      isUp.set(1);
    } catch (StateStoreException _) {
      isUp.set(0);
    }
  }

  /** 48 bits, which a gauge holds exactly. */
  private static double number(Head head) {
    return Long.parseLong(head.digest().substring(0, 12), 16);
  }

  private static List<Row<?>> rows(
      List<PlatformState> platforms, ToDoubleFunction<PlatformState> value) {
    return platforms.stream()
        .<Row<?>>map(it -> Row.of(Tags.of("platform", it.id().toString()), value.applyAsDouble(it)))
        .toList();
  }

  private static List<Row<?>> of(List<SourceState> sources, ToDoubleFunction<SourceState> value) {
    return sources.stream()
        .<Row<?>>map(it -> Row.of(Tags.of("source", it.id().value()), value.applyAsDouble(it)))
        .toList();
  }

  private static int nodesWaiting(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout == null ? 0 : rollout.nodesWaiting();
  }

  private static int nodesBlocked(PlatformState platform) {
    var blocked = platform.blocked();
    return blocked == null ? 0 : blocked.nodes();
  }

  private static boolean hasError(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver() && rollout.lastError() != null;
  }
}

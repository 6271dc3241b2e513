package io.trueup.listener.daemon;

import io.trueup.listener.config.Configuration;
import io.trueup.listener.git.GitMirror;
import io.trueup.listener.nodetime.NodeTime;
import io.trueup.listener.rollout.PlatformModels;
import io.trueup.listener.rollout.PlatformWorker;
import io.trueup.listener.schema.Schemas;
import io.trueup.listener.source.ModelLibrary;
import io.trueup.listener.source.SourceWorker;
import io.trueup.listener.source.SourceWorker.Look;
import io.trueup.listener.work.LeaseKeeper;
import io.trueup.listener.work.SerialWork;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What works once the state store is open: the workers of sources and platforms, the poller, and
 * the sweep that finds work which nobody announced. Safe for any thread.
 */
final class Core implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Core.class);

  /** What waits longer than this is found by the sweep. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** A source that no process has looked at for so long is followed by none. */
  private static final Duration UNSEEN = Duration.ofMinutes(10);

  /** How often the audit's head is told, if it moved. */
  private static final Duration WITNESS = Duration.ofMinutes(10);

  /** How long an operator waits for whoever has a platform. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<SourceId> configured;
  private final StateStore store;
  private final LeaseKeeper leases;
  private final Map<SourceId, SourceWorker> workers = new TreeMap<>();
  private final Map<SourceId, GitMirror> mirrors = new TreeMap<>();
  private final MirrorUpkeep upkeep;
  private final AnnouncedLooks announced = new AnnouncedLooks(this::after, this::poll);
  private final OpenResources opened = new OpenResources();
  private final PlatformWorker platformWorker;
  private final SerialWork<SourceId> sourceWork;
  private final SerialWork<PlatformId> platformWork;
  private final ScheduledExecutorService clockwork;
  private final NodeTime nodeTime;
  private final Schemas schemas;

  /**
   * Puts the parts together; {@link #start} sets them going.
   *
   * @param holder this process, in leases
   * @param realizers closed with this
   */
  Core(
      StateStore store,
      String holder,
      Configuration.Timing timing,
      List<FollowedSource> sources,
      PlatformRealizers realizers) {
    this.configured = sources.stream().map(it -> it.followed().source()).toList();
    this.store = store;
    try {
      opened.add(realizers);
      sources.forEach(source -> store.sources().declare(source.followed().source()));
      detach(store.now());
      this.leases = opened.add(new LeaseKeeper(store.leases(), holder, timing.lease()));
      this.upkeep = new MirrorUpkeep(store);
      var libraries = new TreeMap<SourceId, ModelLibrary>();
      for (var source : sources) {
        mirrors.put(source.followed().source(), source.mirror());
        libraries.put(source.followed().source(), source.followed().models());
        workers.put(source.followed().source(), new SourceWorker(source.followed(), store, leases));
      }
      var models = new PlatformModels(store, libraries);
      this.platformWorker = new PlatformWorker(store, leases, models, realizers);
      this.platformWork = opened.add(new SerialWork<>("platform", this::advance));
      this.sourceWork = opened.add(new SerialWork<>("source", this::look));
      this.nodeTime = new NodeTime(store, models, realizers, this::poke);
      this.schemas =
          new Schemas(
              new Schemas.Lent(
                  store,
                  models,
                  realizers,
                  who -> new LeaseKeeper(store.leases(), holder + " for " + who, timing.lease()),
                  PATIENCE),
              this::poke);
      this.clockwork =
          Executors.newScheduledThreadPool(
              1, Thread.ofPlatform().daemon().name("clockwork-", 0).factory());
      opened.add(clockwork::shutdownNow);
    } catch (RuntimeException | Error e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /** Starts the poller of each source and the sweep. */
  void start(List<FollowedSource> sources, Duration sweep) {
    for (var source : sources) {
      var every = source.configured().pollEvery().toMillis();
      var jitter = ThreadLocalRandom.current().nextLong(Math.max(1, every / 10));
      var id = source.followed().source();
      var _ =
          clockwork.scheduleAtFixedRate(
              quietly("poll", () -> poll(id)), 0, every + jitter, TimeUnit.MILLISECONDS);
    }
    var witness = new AuditWitness(store.audit());
    var _ =
        clockwork.scheduleAtFixedRate(
            quietly("audit's head", witness::tell), 0, WITNESS.toMinutes(), TimeUnit.MINUTES);
    var _ =
        clockwork.scheduleAtFixedRate(
            quietly("sweep", this::sweep), 0, sweep.toMillis(), TimeUnit.MILLISECONDS);
  }

  NodeTime nodeTime() {
    return nodeTime;
  }

  Schemas schemas() {
    return schemas;
  }

  /** A delivery asked for a look at a source, and the request is recorded. */
  void announce(SourceId source) {
    announced.announce(source);
    sourceWork.poke(source);
  }

  /** Somebody changed something about a platform. */
  void poke(PlatformId platform) {
    platformWork.poke(platform);
  }

  private void poll(SourceId source) {
    store.sources().request(source);
    sourceWork.poke(source);
  }

  private void after(Duration delay, Runnable task) {
    try {
      var _ =
          clockwork.schedule(
              quietly("look after an announcement", task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Closed; nothing is looked at again", e);
    }
  }

  /** Sources that are not configured here, and that no other process looks at. */
  private void detach(Instant unseenSince) {
    for (var source : store.sources().detachAllBut(configured, unseenSince)) {
      LOG.warn(
          "Source '{}' is in no configuration and is detached; 'trueup sources forget {}' ends it",
          source,
          source);
    }
  }

  private void sweep() {
    detach(store.now().minus(UNSEEN));
    store.sources().all().stream()
        .filter(source -> source.requested() > source.processed())
        .map(source -> source.id())
        .filter(workers::containsKey)
        .forEach(sourceWork::poke);
    store.platforms().all().stream().map(PlatformState::id).forEach(platformWork::poke);
  }

  /** A scheduled task that throws is never run again, so none may. */
  private static Runnable quietly(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (StateStoreException e) {
        LOG.debug("The {} is left out: {}", what, e.getMessage());
      } catch (RuntimeException | Error e) {
        LOG.error("The {} failed on a bug; the next one goes on", what, e);
      }
    };
  }

  private Optional<Duration> look(SourceId id) {
    var worker = workers.get(id);
    if (worker == null) {
      return Optional.empty();
    }
    return switch (look(worker)) {
      case Look.NotDue() -> Optional.empty();
      case Look.Waiting(var left) ->
          left.compareTo(SOON) <= 0 ? Optional.of(left) : Optional.empty();
      case Look.Blocked _ -> Optional.empty();
      case Look.Unchanged() -> {
        tidyUp(id);
        yield Optional.empty();
      }
      case Look.Failed(_, var retryAfter) -> Optional.of(retryAfter);
      case Look.Judged(var versions) -> {
        announced.judged(id, versions.size());
        pokePlatforms(id);
        tidyUp(id);
        yield Optional.empty();
      }
    };
  }

  private void tidyUp(SourceId id) {
    var mirror = mirrors.get(id);
    if (mirror != null) {
      upkeep.turn(id, mirror);
    }
  }

  /** Whatever a look ends in is recorded, so that it is seen and tried again. */
  private static Look look(SourceWorker worker) {
    try {
      return worker.look();
    } catch (StateStoreException | LostLeaseException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      return worker.recordFailure(e);
    }
  }

  private void pokePlatforms(SourceId source) {
    store.platforms().all().stream()
        .map(PlatformState::id)
        .filter(platform -> platform.source().equals(source))
        .forEach(platformWork::poke);
  }

  private Optional<Duration> advance(PlatformId platform) {
    return platformWorker.advance(platform).map(this::until);
  }

  private Duration until(Instant due) {
    var wait = Duration.between(store.now(), due);
    return wait.compareTo(Duration.ofMillis(50)) < 0 ? Duration.ofMillis(50) : wait;
  }

  @Override
  public void close() {
    opened.close();
  }
}

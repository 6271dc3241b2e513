package io.trueup.listener.engine;

import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.drift.DriftWatch;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.MaintainedMirror;
import io.trueup.listener.engine.jobs.PlatformJobs;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.listener.engine.nodetime.NodeTimePreview;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.rollout.PlatformWorker;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.listener.engine.snapshot.StoredModelVersions;
import io.trueup.listener.engine.source.LoadProgress;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.source.SourceWorker;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.listener.engine.source.SourceWorker.RefreshResult;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.Alarms.Purpose;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RecordRetention.Usage;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that works once the state store is open: the workers of sources and platforms, the
 * poller, and the sweep that finds work which no poke announced. It gets every effect as a value
 * ({@link Effects}), so the simulation runs this same wiring. Safe for any thread.
 */
public final class Engine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  /** The sweep finds work that waits longer than this. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** A source that no process has checked for this long is followed by none. */
  private static final Duration UNSEEN = Duration.ofMinutes(10);

  /** How often the audit's head is logged, if it moved. */
  private static final Duration AUDIT_HEAD = Duration.ofMinutes(10);

  /** How often a pass through old records may begin or go on after it was interrupted. */
  private static final Duration PRUNING = Duration.ofMinutes(10);

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private final Timing timing;
  private final List<FollowedBranch> sources;
  private final Effects effects;
  private final StateStore store;
  private final Map<SourceId, SourceWorker> workers = new TreeMap<>();
  private final Map<SourceId, FollowedBranch> branches = new TreeMap<>();
  private final MirrorMaintenance upkeep;
  private final AnnouncedRefreshes announced = new AnnouncedRefreshes(this::after, this::poll);
  private final OpenResources opened = new OpenResources();
  private final PlatformWorker platformWorker;
  private final PlatformAlarms alarms;
  private final SerialWork<SourceId> sourceWork;
  private final SerialWork<PlatformId> platformWork;
  private final SerialWork<SourceId> compactions;
  private final RecordPruning pruning;
  private final SerialWork<String> prunings;
  private final Threads.Timer timer;
  private final PlatformModels models;
  private final GateRules rules;
  private final ModelVersions versions;
  private final PlatformJobs jobs;
  private final NodeTime nodeTime;
  private final PlatformSchemas schemas;
  private final DriftWatch driftWatch;
  private final DriftControl driftControl;
  private final RolloutControl control;

  /**
   * How long things take.
   *
   * @param lease how long a lease lasts unless it is renewed
   * @param sweep from one sweep to the next
   * @param patience how long an operator waits for the current holder of a platform
   * @param retention how long records are kept
   */
  public record Timing(
      Duration lease, Duration sweep, Duration patience, RetentionRules retention) {

    /** With records that are kept for ever. */
    public Timing(Duration lease, Duration sweep, Duration patience) {
      this(lease, sweep, patience, RetentionRules.FOREVER);
    }
  }

  /**
   * A followed source, how often to poll it, and what to maintain.
   *
   * @param compiled null where no versions are kept as files
   */
  public record FollowedBranch(
      Followed followed,
      Duration pollEvery,
      MaintainedMirror mirror,
      @Nullable KeptVersions compiled) {

    /** A source whose versions are not kept as files. */
    public FollowedBranch(Followed followed, Duration pollEvery, MaintainedMirror mirror) {
      this(followed, pollEvery, mirror, null);
    }

    public SourceId id() {
      return followed.source();
    }
  }

  /**
   * The world outside. Git is part of each {@link FollowedBranch}.
   *
   * @param store its clock is the engine's clock; the caller closes it
   * @param platforms the caller closes them
   * @param random spreads the polls of several processes
   */
  public record Effects(
      StateStore store, PlatformRuntimes platforms, Threads threads, RandomGenerator random) {}

  /**
   * Wires the parts; {@link #start} sets them going. Declares the sources in the store.
   *
   * @param holder this process, in leases; the same after a restart
   * @throws StateStoreException when the store cannot be used now; everything is closed then
   */
  public Engine(String holder, Timing timing, List<FollowedBranch> sources, Effects effects) {
    this.timing = timing;
    this.sources = List.copyOf(sources);
    this.effects = effects;
    this.store = effects.store();
    var threads = effects.threads();
    try {
      sources.forEach(source -> store.sources().declare(source.id()));
      detach(store.now());
      var leases = opened.add(new LeaseKeeper(store.leases(), holder, timing.lease(), threads));
      this.upkeep = new MirrorMaintenance(store);
      var libraries = new TreeMap<SourceId, ModelLibrary>();
      for (var source : sources) {
        branches.put(source.id(), source);
        libraries.put(source.id(), source.followed().models());
        workers.put(source.id(), new SourceWorker(source.followed(), store, leases));
      }
      this.models = new PlatformModels(store, libraries);
      this.versions = opened.add(new StoredModelVersions(store, libraries, threads));
      this.compactions = opened.add(new SerialWork<>("compaction", threads, this::compact));
      this.jobs = new PlatformJobs(store, versions, effects.platforms());
      this.rules = new GateRules();
      this.platformWorker = new PlatformWorker(store, leases, models, effects.platforms(), rules);
      this.platformWork = opened.add(new SerialWork<>("platform", threads, this::advance));
      this.alarms = alarms(holder);
      this.sourceWork = opened.add(new SerialWork<>("source", threads, this::check));
      this.nodeTime = new NodeTime(store, models, effects.platforms(), rules, this::poke);
      this.schemas = schemas(holder, models);
      this.driftWatch = new DriftWatch(store, leases, models, effects.platforms(), rules);
      this.driftControl = drift(holder, models, rules);
      this.control = control(holder, models, rules);
      this.pruning = new RecordPruning(store.retention(), store::now, leases, timing.retention());
      this.prunings = opened.add(new SerialWork<>("retention", threads, _ -> pruning.advance()));
      this.timer = opened.add(threads.timer("clockwork"));
    } catch (RuntimeException | Error e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /** The alarms' thread ends before their clock. */
  private PlatformAlarms alarms(String holder) {
    var clock = opened.add(store.alarmClock(holder, PlatformAlarms.group(workers.keySet())));
    var thread = opened.add(effects.threads().timer("alarms"));
    return new PlatformAlarms(
        store.alarms(),
        clock,
        workers.keySet(),
        (delay, task) -> thread.after(delay, catchingAll("alarms", task)),
        alarm -> poke(alarm.platform()));
  }

  private PlatformSchemas schemas(String holder, PlatformModels models) {
    return new PlatformSchemas(
        new PlatformSchemas.Dependencies(
            store,
            models,
            effects.platforms(),
            who -> operatorLeases(holder, who),
            timing.patience()),
        this::poke);
  }

  private RolloutControl control(String holder, PlatformModels models, GateRules rules) {
    return new RolloutControl(
        new RolloutControl.Dependencies(
            store,
            models,
            effects.platforms(),
            rules,
            who -> operatorLeases(holder, who),
            timing.patience()),
        this::poke);
  }

  private DriftControl drift(String holder, PlatformModels models, GateRules rules) {
    return new DriftControl(
        new DriftControl.Dependencies(
            store,
            models,
            effects.platforms(),
            rules,
            who -> operatorLeases(holder, who),
            timing.patience()),
        this::poke);
  }

  private LeaseKeeper operatorLeases(String holder, String who) {
    return new LeaseKeeper(
        store.leases(), holder + " for " + who, timing.lease(), effects.threads());
  }

  /** Starts the poller of each source and the sweep. */
  public void start() {
    for (var source : sources) {
      var period = source.pollEvery().toMillis();
      var jitter = effects.random().nextLong(Math.max(1, period / 10));
      every(Duration.ofMillis(period + jitter), "poll", () -> poll(source.id()));
    }
    every(AUDIT_HEAD, "audit's head", new AuditHeadLog(store.audit())::log);
    every(timing.sweep(), "sweep", this::sweep);
    every(PRUNING, "retention", () -> prunings.poke("records"));
    alarms.start();
    every(PlatformAlarms.REFRESH, "alarms", alarms::refresh);
  }

  private void every(Duration period, String what, Runnable task) {
    timer.every(Duration.ZERO, period, catchingAll(what, task));
  }

  /** The accepted versions of the followed sources. */
  public ModelVersions versions() {
    return versions;
  }

  /** The jobs of platforms. */
  public PlatformJobs jobs() {
    return jobs;
  }

  /**
   * Begins to watch whether jobs are current.
   *
   * @param clock of this process
   * @param longestStale see {@link Currency}
   */
  public Currency watchCurrency(InstantSource clock, @Nullable Duration longestStale) {
    var currency =
        new Currency(
            store.currency(),
            new NodeTimePreview(store, models, rules),
            versions,
            clock,
            longestStale);
    var reader = opened.add(effects.threads().timer("currency"));
    reader.every(Duration.ZERO, Currency.PERIOD, catchingAll("currency", currency::refresh));
    var opener = opened.add(effects.threads().timer("currency-targets"));
    opener.every(Duration.ZERO, Currency.PERIOD, catchingAll("targets", currency::openTargets));
    return currency;
  }

  /** How long records are kept. */
  public RetentionRules retention() {
    return timing.retention();
  }

  /** What the records of each kind took when this process last measured them. */
  public Map<RetentionKind, Usage> measuredRecords() {
    return pruning.measured();
  }

  public NodeTime nodeTime() {
    return nodeTime;
  }

  public PlatformSchemas schemas() {
    return schemas;
  }

  public DriftControl drift() {
    return driftControl;
  }

  public RolloutControl control() {
    return control;
  }

  /** How far this process is with loading a source's model; empty when it loads none. */
  public Optional<LoadProgress> loading(SourceId source) {
    return sources.stream()
        .filter(it -> it.id().equals(source))
        .findFirst()
        .flatMap(it -> it.followed().models().loading());
  }

  /** Which versions of a source are open here; none when the source is not followed. */
  public ModelUsage models(SourceId source) {
    var branch = branches.get(source);
    return branch == null ? ModelUsage.NONE : branch.followed().models().usage();
  }

  /** The compiled versions of a source; empty when it keeps none here. */
  public Optional<VersionFolder> compiled(SourceId source) {
    return Optional.ofNullable(branches.get(source))
        .flatMap(it -> Optional.ofNullable(it.compiled()))
        .map(KeptVersions::folder);
  }

  /** Why alarms do not work now; empty when they do. */
  public Optional<String> alarmProblem() {
    return alarms.problem();
  }

  /** Checks a source now, and again for a while, after a delivery whose request is recorded. */
  public void announce(SourceId source) {
    announced.announce(source);
    sourceWork.poke(source);
  }

  /** Works on a platform now, because something about it changed. */
  public void poke(PlatformId platform) {
    platformWork.poke(platform);
  }

  private void poll(SourceId source) {
    store.sources().request(source);
    sourceWork.poke(source);
  }

  private void after(Duration delay, Runnable task) {
    timer.after(delay, catchingAll("check after an announcement", task));
  }

  /** Detaches the sources that are not configured here and that no other process checks. */
  private void detach(Instant unseenSince) {
    var configured = sources.stream().map(FollowedBranch::id).toList();
    for (var source : store.sources().detachAllBut(configured, unseenSince)) {
      LOG.warn(
          "Source '{}' is in no configuration and is detached. Remove it with"
              + " 'trueup sources forget {}'",
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

  /** A timer never again runs a task that threw, so no task may throw. */
  private static Runnable catchingAll(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (StateStoreException e) {
        LOG.debug("Skipped the {}: {}", what, e.getMessage());
      } catch (RuntimeException | Error e) {
        LOG.error("The {} failed because of a bug; the next one still runs", what, e);
      }
    };
  }

  private Optional<Duration> check(SourceId id) {
    var worker = workers.get(id);
    if (worker == null) {
      return Optional.empty();
    }
    return switch (refresh(worker)) {
      case RefreshResult.NotDue() -> Optional.empty();
      case RefreshResult.Waiting(var left) ->
          left.compareTo(SOON) <= 0 ? Optional.of(left) : Optional.empty();
      case RefreshResult.Blocked _ -> Optional.empty();
      case RefreshResult.Unchanged() -> {
        maintainMirror(id);
        yield Optional.empty();
      }
      case RefreshResult.Failed(_, var retryAfter) -> Optional.of(retryAfter);
      case RefreshResult.Recorded(var versions) -> {
        announced.recorded(id, versions.size());
        pokePlatforms(id);
        maintainMirror(id);
        yield Optional.empty();
      }
    };
  }

  private void maintainMirror(SourceId id) {
    var branch = branches.get(id);
    if (branch != null) {
      upkeep.maintain(id, branch.mirror(), branch.compiled());
      upkeep.pin(branch.mirror(), branch.followed().models());
      if (branch.compiled() != null) {
        compactions.poke(
            id); // takes as long as the model is large, and the next merge must not wait
      }
    }
  }

  private Optional<Duration> compact(SourceId id) {
    var branch = branches.get(id);
    if (branch != null) {
      branch.followed().models().compact();
    }
    return Optional.empty();
  }

  /** Records every failure of a check, so that operators see it and it is retried. */
  private static RefreshResult refresh(SourceWorker worker) {
    try {
      return worker.refresh();
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
    var move =
        platformWorker.advance(platform).flatMap(due -> await(platform, Purpose.ROLLOUT, due));
    var check = driftWatch.advance(platform).flatMap(due -> await(platform, Purpose.DRIFT, due));
    return Stream.of(move, check).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /**
   * A short wait is a timer's, and no other process would hear of it before the sweep. A long one
   * is an alarm's, and the timer's too once a sweep finds that it has become short.
   */
  private Optional<Duration> await(PlatformId platform, Purpose purpose, Instant due) {
    var left = until(due);
    if (left.compareTo(SOON) > 0) {
      alarms.set(new Alarm(platform, purpose), due);
    }
    var isShort = left.compareTo(SOON) <= 0 || left.compareTo(timing.sweep()) <= 0;
    return isShort ? Optional.of(left) : Optional.empty();
  }

  private Duration until(Instant due) {
    var wait = Duration.between(store.now(), due);
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  @Override
  public void close() {
    opened.close();
  }
}

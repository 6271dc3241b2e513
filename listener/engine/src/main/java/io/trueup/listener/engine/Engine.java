package io.trueup.listener.engine;

import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.drift.DriftWatch;
import io.trueup.listener.engine.facts.FactObserver;
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
import io.trueup.listener.engine.source.ModelUsage;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.listener.engine.versions.KeptVersions;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RecordRetention.Usage;
import io.trueup.statestore.RetentionKind;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Everything that works once the state store is open: the workers of sources and platforms, the
 * poller, and the sweep that finds work which no poke announced. It gets every effect as a value
 * ({@link Effects}), so the simulation runs this same wiring. Safe for any thread.
 */
public final class Engine implements AutoCloseable {

  /** A longer wait is left to the sweep and to alarms. */
  static final Duration SOON = Duration.ofSeconds(10);

  /** A source that no process has checked for this long is followed by none. */
  private static final Duration UNSEEN = Duration.ofMinutes(10);

  /** How often the audit's head is logged, if it moved. */
  private static final Duration AUDIT_HEAD = Duration.ofMinutes(10);

  /** How often a pass through old records may begin or go on after it was interrupted. */
  private static final Duration PRUNING = Duration.ofMinutes(10);

  private final Timing timing;
  private final Effects effects;
  private final StateStore store;
  private final OpenResources opened = new OpenResources();
  private final DaemonPresence presence;
  private final PlatformAlarms alarms;
  private final SourceChecks sources;
  private final PlatformTurns platforms;
  private final RecordPruning pruning;
  private final SerialWork<String> prunings;
  private final LeaseKeeper leases;
  private final ChangeRelays changes;
  private final Threads.Timer timer;
  private final PlatformModels models;
  private final GateRules rules;
  private final ModelVersions versions;
  private final PlatformJobs jobs;
  private final NodeTime nodeTime;
  private final PlatformSchemas schemas;
  private final DriftControl driftControl;
  private final RolloutControl control;

  /**
   * How long things take.
   *
   * @param lease how long a lease lasts unless it is renewed
   * @param sweep from one sweep to the next
   * @param patience how long an operator waits for the current holder of a platform
   * @param retention how long records are kept
   * @param prepareWithin see {@link GateRules}
   */
  public record Timing(
      Duration lease,
      Duration sweep,
      Duration patience,
      RetentionRules retention,
      Duration prepareWithin) {

    /** With records that are kept for ever. */
    public Timing(Duration lease, Duration sweep, Duration patience) {
      this(lease, sweep, patience, RetentionRules.FOREVER, GateRules.PREPARE_WITHIN);
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
   * @param random spreads the polls of several processes, and the checks of sources after failed
   *     ones; safe for any thread
   * @param facts told what the engine does
   */
  public record Effects(
      StateStore store,
      PlatformRuntimes platforms,
      Threads threads,
      RandomGenerator random,
      FactObserver facts) {}

  /**
   * Wires the parts; {@link #start} sets them going. Declares the sources in the store.
   *
   * @throws StateStoreException when the store cannot be used now; everything is closed then
   */
  public Engine(Member member, Timing timing, List<FollowedBranch> sources, Effects effects) {
    var holder = member.holder();
    this.timing = timing;
    this.effects = effects;
    this.store = effects.store();
    var threads = effects.threads();
    try {
      sources.forEach(source -> store.sources().declare(source.id()));
      // Closed last: once the work has ended, its leases are released.
      this.presence = opened.add(new DaemonPresence(store, member, timing.lease()));
      this.leases =
          opened.add(
              new LeaseKeeper(store.leases(), holder, timing.lease(), threads, effects.facts()));
      this.changes = new ChangeRelays(store, leases, threads, opened);
      this.sources =
          opened.add(
              new SourceChecks(
                  store,
                  leases,
                  new SourceChecks.Share(
                      sources, member.serves(), effects.random(), effects.facts()),
                  threads,
                  this::after,
                  this::pokePlatforms));
      this.sources.detachOthers(store.now());
      var libraries = this.sources.libraries();
      this.models = new PlatformModels(store, libraries);
      this.versions = opened.add(new StoredModelVersions(store, libraries, threads));
      this.jobs = new PlatformJobs(store, versions, effects.platforms());
      this.rules = new GateRules(timing.prepareWithin());
      this.platforms =
          opened.add(
              new PlatformTurns(
                  store,
                  new PlatformTurns.Work(
                      member.serves(),
                      new PlatformWorker(
                          store, leases, models, effects.platforms(), rules, effects.facts()),
                      new DriftWatch(store, leases, models, effects.platforms(), rules)),
                  threads,
                  timing.sweep(),
                  this::setAlarm));
      this.alarms = alarms(holder, member.serves().sources());
      this.nodeTime =
          new NodeTime(store, models, effects.platforms(), rules, threads, this::poke)
              .observedBy(effects.facts());
      var orders = OperatorOrders.of(effects, models, rules, desk(holder));
      this.schemas = orders.schemas();
      this.driftControl = orders.drift();
      this.control = orders.control();
      this.pruning = new RecordPruning(store.retention(), store::now, leases, timing.retention());
      this.prunings = opened.add(new SerialWork<>("retention", threads, _ -> pruning.advance()));
      this.timer = opened.add(threads.timer("clockwork"));
    } catch (RuntimeException | Error e) {
      opened.closeAfter(e);
      throw e;
    }
  }

  /** The alarms' thread ends before their clock. */
  private PlatformAlarms alarms(String holder, Set<SourceId> served) {
    var clock = opened.add(store.alarmClock(holder, PlatformAlarms.group(served)));
    var thread = opened.add(effects.threads().timer("alarms"));
    return new PlatformAlarms(
        store.alarms(),
        clock,
        served,
        (delay, task) -> thread.after(delay, GuardedTask.of("alarms", task)),
        alarm -> poke(alarm.platform()));
  }

  private OperatorOrders.Desk desk(String holder) {
    return new OperatorOrders.Desk(
        who -> operatorLeases(holder, who), timing.patience(), this::poke);
  }

  private LeaseKeeper operatorLeases(String holder, String who) {
    return new LeaseKeeper(
        store.leases(), holder + " for " + who, timing.lease(), effects.threads(), effects.facts());
  }

  /** Starts the poller of each served source and the sweep. */
  public void start() {
    every(presence.period(), "report of this daemon", presence::report);
    for (var source : sources.served()) {
      var period = source.pollEvery().toMillis();
      var jitter = effects.random().nextLong(Math.max(1, period / 10));
      new SourcePoller(
              store,
              source.id(),
              Duration.ofMillis(period + jitter),
              (delay, task) -> timer.after(delay, GuardedTask.of("poll", task)),
              sources::poll)
          .start();
    }
    every(AUDIT_HEAD, "audit's head", new AuditHeadLog(store.audit())::log);
    every(timing.sweep(), "sweep", this::sweep);
    every(PRUNING, "retention", () -> prunings.poke("records"));
    alarms.start();
    every(PlatformAlarms.REFRESH, "alarms", alarms::refresh);
  }

  /**
   * Begins to run a quick task regularly.
   *
   * @param what it is called in the log
   */
  public void every(Duration period, String what, Runnable task) {
    timer.every(Duration.ZERO, period, GuardedTask.of(what, task));
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
            new NodeTimePreview(store, models, effects.platforms(), rules),
            versions,
            clock,
            longestStale);
    var reader = opened.add(effects.threads().timer("currency"));
    reader.every(Duration.ZERO, Currency.PERIOD, GuardedTask.of("currency", currency::refresh));
    var opener = opened.add(effects.threads().timer("currency-targets"));
    opener.every(Duration.ZERO, Currency.PERIOD, GuardedTask.of("targets", currency::openTargets));
    return currency;
  }

  /** Has a task run with each sweep. */
  public void withSweep(String what, Runnable task) {
    every(timing.sweep(), what, task);
  }

  /** Notices what changes, and passes it on. */
  public ChangeRelays changes() {
    return changes;
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
    return sources.branch(source).flatMap(it -> it.followed().models().loading());
  }

  /** Which versions of a source are open here; none when the source is not followed. */
  public ModelUsage models(SourceId source) {
    return sources.branch(source).map(it -> it.followed().models().usage()).orElse(ModelUsage.NONE);
  }

  /** The compiled versions of a source; empty when it keeps none here. */
  public Optional<VersionFolder> compiled(SourceId source) {
    return sources
        .branch(source)
        .flatMap(it -> Optional.ofNullable(it.compiled()))
        .map(KeptVersions::folder);
  }

  /** Why alarms do not work now; empty when they do. */
  public Optional<String> alarmProblem() {
    return alarms.problem();
  }

  /** Checks a source now, and again for a while, after a delivery whose request is recorded. */
  public void announce(SourceId source) {
    sources.announce(source);
  }

  /** Checks a source soon, after a delivery for it was turned away; does not block. */
  public void turnedAway(SourceId source) {
    sources.turnedAway(source);
  }

  /** Works on a platform now, because something about it changed. */
  public void poke(PlatformId platform) {
    platforms.poke(platform);
  }

  private void after(Duration delay, Runnable task) {
    timer.after(delay, GuardedTask.of("check after a delivery", task));
  }

  private void pokePlatforms(SourceId source) {
    platforms.pokeAll(source);
  }

  private void setAlarm(Alarm alarm, Instant due) {
    alarms.set(alarm, due);
  }

  private void sweep() {
    sources.detachOthers(store.now().minus(UNSEEN));
    sources.sweep();
    platforms.pokeAll();
    changes.feed().look();
  }

  @Override
  public void close() {
    opened.close();
  }
}

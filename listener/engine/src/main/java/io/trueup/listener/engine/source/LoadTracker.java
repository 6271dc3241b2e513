package io.trueup.listener.engine.source;

import io.trueup.model.progress.LoadObserver;
import io.trueup.model.progress.LoadPhase;
import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the loads of one source's model, and logs how far a long one is: after five seconds, then
 * every ten. Safe for any thread, without locks; one load at a time.
 */
public final class LoadTracker implements LoadObserver {

  private static final Logger LOG = LoggerFactory.getLogger(LoadTracker.class);

  /** The shortest load that is logged. */
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  /** What each phase takes of a whole load, in percent, when a model is read from git. */
  private static final Map<LoadPhase, Integer> SHARES =
      new EnumMap<>(
          Map.of(
              LoadPhase.READING, 50,
              LoadPhase.LINKING, 3,
              LoadPhase.GRAPHS, 22,
              LoadPhase.CHECKING, 18,
              LoadPhase.WRITING, 7));

  /** An estimate from a smaller part of a load would mislead. */
  private static final double LEAST_DONE = 0.01;

  /** How far a phase without a total can be said to be. */
  private static final double MOST_GUESSED = 0.95;

  /** A load is not over before its last phase ends. */
  private static final double MOST_COUNTED = 0.999;

  private final InstantSource clock;
  private final Consumer<String> log;
  private final AtomicReference<@Nullable Load> current = new AtomicReference<>();

  /**
   * The present load.
   *
   * @param commit abbreviated
   * @param nextLine when to log the next line
   * @param phase null before the first
   */
  private record Load(
      String commit, Instant started, AtomicReference<Instant> nextLine, @Nullable Phase phase) {}

  private record Phase(LoadPhase kind, long total, LongAdder done, Instant began) {}

  /**
   * A tracker of one source's loads.
   *
   * @param source its name, for the log
   */
  public LoadTracker(String source, InstantSource clock) {
    this(clock, line -> LOG.info("Source '{}': {}", source, line));
  }

  /** A tracker that logs nothing, and for which no time passes. */
  public static LoadTracker unlogged() {
    return new LoadTracker(() -> Instant.EPOCH, _ -> {});
  }

  /** A tracker that logs lines elsewhere. */
  LoadTracker(InstantSource clock, Consumer<String> log) {
    this.clock = clock;
    this.log = log;
  }

  /** How far the present load is; empty when there is none, or nothing is read for it yet. */
  public Optional<LoadProgress> progress() {
    var load = current.get();
    return load == null || load.phase() == null
        ? Optional.empty()
        : Optional.of(progress(load, load.phase(), clock.instant()));
  }

  /** Does a load. */
  <T> T during(CommitId commit, Supplier<T> work) {
    var started = clock.instant();
    current.set(
        new Load(
            commit.abbreviated(), started, new AtomicReference<>(started.plus(SHORTEST)), null));
    try {
      var result = work.get();
      var took = Duration.between(started, clock.instant());
      if (took.compareTo(SHORTEST) >= 0) {
        log.accept("Loaded %s in %d s".formatted(commit.abbreviated(), took.toSeconds()));
      }
      return result;
    } finally {
      current.set(null);
    }
  }

  @Override
  public void begin(LoadPhase phase, long total) {
    var now = clock.instant();
    var load =
        current.updateAndGet(it ->
            it == null
                ? null
                : new Load(
                    it.commit(),
                    it.started(),
                    it.nextLine(),
                    new Phase(phase, total, new LongAdder(), now)));
    if (load != null) {
      logIfDue(load, now);
    }
  }

  @Override
  public void advance(LoadPhase phase, long units) {
    var load = current.get();
    if (load != null && load.phase() != null && load.phase().kind() == phase) {
      load.phase().done().add(units);
      logIfDue(load, clock.instant());
    }
  }

  private void logIfDue(Load load, Instant now) {
    var due = load.nextLine().get();
    if (load.phase() != null
        && !now.isBefore(due)
        && load.nextLine().compareAndSet(due, now.plus(BETWEEN_LINES))) {
      log.accept(progress(load, load.phase(), now).text());
    }
  }

  private static LoadProgress progress(Load load, Phase phase, Instant now) {
    var done = phase.total() == 0 ? 0 : Math.min(phase.total(), phase.done().sum());
    var part = part(load, phase, done, now);
    var elapsed = Duration.between(load.started(), now).toMillis();
    return new LoadProgress(
        load.commit(),
        phase.kind(),
        done,
        phase.total(),
        load.started(),
        (int) (100 * part),
        part < LEAST_DONE ? null : Duration.ofMillis((long) (elapsed * (1 - part) / part)));
  }

  /** The part of the load that is done, below 1. */
  private static double part(Load load, Phase phase, long done, Instant now) {
    var before = 0.0;
    for (var earlier : LoadPhase.values()) {
      before += earlier.compareTo(phase.kind()) < 0 ? share(earlier) : 0;
    }
    return before + share(phase.kind()) * partOfPhase(load, phase, done, before, now);
  }

  /** By count, or by the time that the phases before took. */
  private static double partOfPhase(Load load, Phase phase, long done, double before, Instant now) {
    if (phase.total() > 0) {
      return MOST_COUNTED * done / phase.total();
    }
    var expected =
        Duration.between(load.started(), phase.began()).toMillis() * share(phase.kind()) / before;
    return expected > 0
        ? Math.min(MOST_GUESSED, Duration.between(phase.began(), now).toMillis() / expected)
        : 0;
  }

  private static double share(LoadPhase phase) {
    return Objects.requireNonNull(SHARES.get(phase)) / 100.0;
  }
}

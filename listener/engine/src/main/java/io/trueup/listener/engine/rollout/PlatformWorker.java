package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances one platform as far as possible now: claims moves whose gates are open, executes their
 * steps, rolls up. It always resumes from the store; the caller never makes two calls at once for
 * one platform in a process, and the lease keeps other processes away.
 */
public final class PlatformWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformWorker.class);

  private static final Duration AFTER_GIT = Duration.ofSeconds(5);

  /** The version is made again when it is read next. */
  private static final Duration AFTER_DAMAGE = Duration.ofSeconds(1);

  private final StateStore store;
  private final Leaseholder leases;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final MoveReader moves;
  private final RolloutClaims claims;
  private final RolloutStops stops;
  private final StepRunner steps;
  private final FactObserver facts;

  /**
   * A worker for all platforms of a store.
   *
   * @param rules by which their targets move
   */
  public PlatformWorker(
      StateStore store,
      Leaseholder leases,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules) {
    this(store, leases, models, realizers, rules, FactObserver.NONE);
  }

  /** The same, which tells what it does. */
  public PlatformWorker(
      StateStore store,
      Leaseholder leases,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules rules,
      FactObserver facts) {
    this.facts = facts;
    this.store = store;
    this.leases = leases;
    this.models = models;
    this.realizers = realizers;
    this.moves = new MoveReader(store, models, realizers, rules);
    this.claims = new RolloutClaims(store, moves, rules, facts);
    this.stops = new RolloutStops(store, rules);
    this.steps = new StepRunner(store, models, realizers, rules, facts);
  }

  /** What one advance has found so far; used by one thread. */
  private static final class Advance {
    final RolloutProgress progress = new RolloutProgress();
    final StartedSteps started;
    RolloutStops.@Nullable Course course;
    @Nullable Instant opensAt;

    Advance(StartedSteps started) {
      this.started = started;
    }
  }

  /**
   * Advances a platform as far as possible now. Afterwards no lease is held.
   *
   * @return when the next work is due by itself; empty when only a poke brings more
   */
  public Optional<Instant> advance(PlatformId platform) {
    if (!models.follows(platform) || !hasWork(platform)) {
      return Optional.empty();
    }
    var lease = leases.claim(Lease.resource(platform));
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    try {
      var advance = new Advance(new StartedSteps(store, realizers, lease.get()));
      while (step(lease.get(), platform, advance)) {
        // Each step is recorded; the next one is decided from the records.
      }
      return store.platforms().find(platform).flatMap(it -> due(it, advance));
    } catch (DamagedFileException e) {
      LOG.debug("A file of the model of platform '{}' is damaged and is made again", platform, e);
      return Optional.of(store.now().plus(AFTER_DAMAGE));
    } catch (GitException e) {
      LOG.warn(
          "Platform '{}' waits, because its model cannot be read: {}", platform, e.getMessage());
      return Optional.of(store.now().plus(AFTER_GIT));
    } finally {
      leases.release(lease.get());
    }
  }

  private boolean hasWork(PlatformId platform) {
    return store
        .platforms()
        .find(platform)
        .filter(it ->
            isMoving(it) || it.waiting() != null || moves.destination(it, store.now()).isPresent())
        .isPresent();
  }

  private static boolean isMoving(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver();
  }

  /** The first time at which anything is to be done by itself. */
  private static Optional<Instant> due(PlatformState platform, Advance advance) {
    var rollout = platform.rollout();
    var course = advance.course;
    var underWay = rollout == null || rollout.state().isOver() ? null : rollout;
    var isStopped = course != null && course.isStopped();
    var retryAt = underWay == null || isStopped ? null : underWay.retryAt();
    return Stream.of(
            Optional.ofNullable(retryAt),
            underWay == null ? Optional.<Instant>empty() : advance.started.pollAt(underWay),
            Optional.ofNullable(course == null ? null : course.until()),
            Optional.ofNullable(advance.opensAt))
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder());
  }

  /** Does one thing; false when nothing is left to do now. */
  private boolean step(Lease lease, PlatformId id, Advance advance) {
    var platform = reread(id);
    var course = stops.course(lease, platform);
    advance.course = course;
    if (course.isCancelled()) {
      return true;
    }
    var rollout = platform.rollout();
    if (rollout != null && rollout.state() == Rollout.State.EXECUTING) {
      if ((!course.isStopped() && steps.execute(lease, platform, rollout, advance.progress))
          || advance.started.poll(platform, rollout, () -> steps.graph(platform, rollout))) {
        return true;
      }
    }
    // Without a rollout under way nothing has changed the platform here, and a claim compares it.
    return isMoving(platform)
        ? progressed(lease, id, course) || claim(lease, reread(id), course, advance)
        : claim(lease, platform, course, advance);
  }

  private PlatformState reread(PlatformId id) {
    return store.platforms().find(id).orElseThrow();
  }

  /** Extends or advances the rollout that is under way; false when there is nothing to do. */
  private boolean progressed(Lease lease, PlatformId id, RolloutStops.Course course) {
    var platform = reread(id);
    var rollout = platform.rollout();
    if (rollout == null || rollout.state().isOver()) {
      return false;
    }
    if (!course.isStopped() && steps.extend(lease, platform, rollout)) {
      return true;
    }
    var after = store.rollouts().rollUp(lease, id);
    if (after.isPresent() && after.get().state() != rollout.state()) {
      logState(after.get());
      facts.happened(new EngineFact.RolloutAdvanced(after.get()));
      return true;
    }
    return false;
  }

  private boolean claim(
      Lease lease, PlatformState platform, RolloutStops.Course course, Advance advance) {
    return switch (claims.claim(lease, platform, course.gates())) {
      case RolloutClaims.Attempt.Again() -> true;
      case RolloutClaims.Attempt.Rests(var opensAt) -> {
        advance.opensAt = opensAt;
        yield false;
      }
    };
  }

  private static void logState(Rollout rollout) {
    switch (rollout.state()) {
      case REALIZED ->
          LOG.info("Platform '{}' reached version {}", rollout.platform(), rollout.to());
      case AWAITING_NODES ->
          LOG.info(
              "Platform '{}' finished the merge-time steps of version {}; {} nodes wait for their"
                  + " jobs",
              rollout.platform(),
              rollout.to(),
              rollout.nodesWaiting());
      case EXECUTING, SUPERSEDED, CANCELLED -> {}
    }
  }
}

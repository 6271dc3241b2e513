package io.trueup.listener.engine;

import io.trueup.listener.engine.drift.DriftWatch;
import io.trueup.listener.engine.rollout.PlatformWorker;
import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Alarms.Alarm;
import io.trueup.statestore.Alarms.Purpose;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Advances the rollouts of platforms and checks them for drift, each platform one turn at a time. A
 * turn says when the next one is due. Safe for any thread.
 */
final class PlatformTurns implements AutoCloseable {

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

  private final StateStore store;
  private final ServedWork serves;
  private final PlatformWorker worker;
  private final DriftWatch drift;
  private final BiConsumer<Alarm, Instant> alarms;
  private final Duration sweep;
  private final SerialWork<PlatformId> turns;

  /**
   * What a turn does.
   *
   * @param serves the platforms that get turns here
   */
  record Work(ServedWork serves, PlatformWorker worker, DriftWatch drift) {}

  /**
   * Starts without turns.
   *
   * @param alarms sets an alarm that rings in any process
   * @param sweep from one sweep to the next
   */
  PlatformTurns(
      StateStore store,
      Work work,
      Threads threads,
      Duration sweep,
      BiConsumer<Alarm, Instant> alarms) {
    this.store = store;
    this.serves = work.serves();
    this.worker = work.worker();
    this.drift = work.drift();
    this.alarms = alarms;
    this.sweep = sweep;
    this.turns = new SerialWork<>("platform", threads, this::advance);
  }

  /** Gives a platform a turn now. */
  void poke(PlatformId platform) {
    turns.poke(platform);
  }

  /** Gives each platform of a source a turn now. */
  void pokeAll(SourceId source) {
    all().filter(platform -> platform.source().equals(source)).forEach(turns::poke);
  }

  /** Gives each platform a turn now. */
  void pokeAll() {
    all().forEach(turns::poke);
  }

  private Stream<PlatformId> all() {
    return store.platforms().all().stream().map(PlatformState::id);
  }

  private Optional<Duration> advance(PlatformId platform) {
    if (!isServed(platform)) {
      return Optional.empty();
    }
    var move = worker.advance(platform).flatMap(due -> await(platform, Purpose.ROLLOUT, due));
    var check = drift.advance(platform).flatMap(due -> await(platform, Purpose.DRIFT, due));
    return Stream.of(move, check).flatMap(Optional::stream).min(Comparator.naturalOrder());
  }

  /** A platform that was removed is nobody's, and its turn finds nothing to do. */
  private boolean isServed(PlatformId platform) {
    return serves.servesAllPlatforms()
        ? serves.serves(platform.source())
        : store.platforms().find(platform).filter(serves::serves).isPresent();
  }

  /**
   * A short wait is a timer's, and no other process would hear of it before the sweep. A long one
   * is an alarm's, and the timer's too once a sweep finds that it has become short.
   */
  private Optional<Duration> await(PlatformId platform, Purpose purpose, Instant due) {
    var left = until(due);
    if (left.compareTo(Engine.SOON) > 0) {
      alarms.accept(new Alarm(platform, purpose), due);
    }
    var isShort = left.compareTo(Engine.SOON) <= 0 || left.compareTo(sweep) <= 0;
    return isShort ? Optional.of(left) : Optional.empty();
  }

  private Duration until(Instant due) {
    var wait = Duration.between(store.now(), due);
    return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
  }

  @Override
  public void close() {
    turns.close();
  }
}

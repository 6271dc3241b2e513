package io.trueup.statestore.postgres;

import static io.trueup.statestore.postgres.Story.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.Actor;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Records what many threads on two handles do to one node's runs, and looks for an order of it that
 * explains every answer and respects real time. The same choices again: {@code
 * -Dtrueup.history.seed=N}; the interleaving is the machine's.
 */
class BeginHistoryTest {

  private static final int ROUNDS = Integer.getInteger("trueup.history.rounds", 15);
  private static final int THREADS = 8;
  private static final int DEEDS = 6;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Fingerprint CHANGED = new Fingerprint(0, 2);

  /**
   * Something that a thread did.
   *
   * @param seen the live runs that a begin was decided from; null for an end
   * @param began the run that a begin recorded; null for none
   * @param ended the run that an end was for; null for a begin
   * @param isChanged whether the end ended it
   */
  private record Deed(
      long from,
      long to,
      @Nullable List<RunId> seen,
      @Nullable RunId began,
      @Nullable RunId ended,
      boolean isChanged) {}

  private final AtomicLong ids = new AtomicLong();

  @Test
  void everyHistoryOfANodeHasAnOrderThatExplainsIt() throws Exception {
    var seed = Long.getLong("trueup.history.seed", 1);
    System.out.println("BeginHistoryTest's seed is " + seed);
    try (var database = new StoreDatabase();
        var store = database.open();
        var other = database.open()) {
      for (var round = 0; round < ROUNDS; round++) {
        database.clear();
        var story = new Story(store);
        story.merge(1);
        story.provision();
        var history = history(seed + round, store, other);
        assertThat(isExplained(history))
            .as("round %d of seed %d: %s", round, seed, history)
            .isTrue();
      }
    }
  }

  @Test
  void aHistoryInWhichTwoReconcileAtOnceIsNotExplained() {
    var first = new RunId("1");
    var second = new RunId("2");

    assertThat(
            isExplained(
                List.of(
                    new Deed(0, 5, List.of(), first, null, false),
                    new Deed(1, 6, List.of(), second, null, false))))
        .isFalse();
    assertThat(
            isExplained(
                List.of(
                    new Deed(0, 5, List.of(), first, null, false),
                    new Deed(2, 4, null, null, first, true),
                    new Deed(1, 6, List.of(), second, null, false))))
        .isTrue();
    assertThat(
            isExplained(
                List.of(
                    new Deed(0, 1, List.of(), first, null, false),
                    new Deed(2, 3, List.of(), null, null, false))))
        .isFalse();
  }

  private List<Deed> history(long seed, StateStore store, StateStore other) throws Exception {
    var deeds = new ConcurrentLinkedQueue<Deed>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var i = 0; i < THREADS; i++) {
        var random = new Random(seed * 31 + i);
        var handle = i % 4 == 3 ? other : store;
        running.add(threads.submit(() -> act(random, handle, deeds)));
      }
      for (var each : running) {
        each.get();
      }
    }
    return List.copyOf(deeds);
  }

  private void act(Random random, StateStore store, ConcurrentLinkedQueue<Deed> deeds) {
    var mine = new ArrayList<RunId>();
    for (var i = 0; i < DEEDS; i++) {
      if (!mine.isEmpty() && random.nextInt(3) > 0) {
        var run = mine.get(random.nextInt(mine.size()));
        var from = System.nanoTime();
        var changed = store.runs().change(new Change.End(run, Set.of(), null, true));
        deeds.add(
            new Deed(
                from,
                System.nanoTime(),
                null,
                null,
                run,
                changed.outcome() == ChangeOutcome.CHANGED));
      } else {
        var deed = begin(store, random.nextInt(4) == 0);
        deeds.add(deed);
        if (deed.began() != null) {
          mine.add(deed.began());
        }
      }
    }
  }

  /** Reconciles where nothing is live; else waits, or runs beside the others. */
  private Deed begin(StateStore store, boolean runsBeside) {
    var seen = new ArrayList<RunId>();
    var request =
        new RunRequest(
            new RunId("%032x".formatted(ids.incrementAndGet())),
            LIVE,
            Story.INGEST,
            null,
            "nightly",
            HOUR,
            HOUR,
            new Actor("nightly-token", "192.0.2.9"));
    var from = System.nanoTime();
    var begun =
        store
            .runs()
            .begin(
                request,
                situation -> {
                  seen.clear();
                  situation.live().forEach(it -> seen.add(it.id()));
                  return seen.isEmpty()
                      ? new NodeDecision.Reconcile(1, CHANGED, "changed")
                      : runsBeside
                          ? new NodeDecision.Proceed(1, CHANGED, "beside the others")
                          : new NodeDecision.Wait("another reconciles", Duration.ofSeconds(1));
                })
            .orElseThrow();
    var run = begun.run();
    return new Deed(
        from, System.nanoTime(), List.copyOf(seen), run == null ? null : run.id(), null, false);
  }

  private static boolean isExplained(List<Deed> history) {
    return new Search(history).continues(new BitSet(), List.of());
  }

  /** Tries the orders that respect real time; each state is looked at once. */
  private static final class Search {

    private final List<Deed> history;
    private final Set<Object> seen = new HashSet<>();

    Search(List<Deed> history) {
      this.history = history;
    }

    boolean continues(BitSet done, List<RunId> live) {
      if (done.cardinality() == history.size()) {
        return true;
      }
      if (!seen.add(List.of(done.clone(), live))) {
        return false;
      }
      var firstEnd = Long.MAX_VALUE;
      for (var i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
        firstEnd = Math.min(firstEnd, history.get(i).to());
      }
      for (var i = done.nextClearBit(0); i < history.size(); i = done.nextClearBit(i + 1)) {
        var deed = history.get(i);
        var after = deed.from() <= firstEnd ? after(deed, live) : null;
        if (after != null) {
          var next = (BitSet) done.clone();
          next.set(i);
          if (continues(next, after)) {
            return true;
          }
        }
      }
      return false;
    }

    /** The live runs after a deed; null when it could not have been answered so. */
    private static @Nullable List<RunId> after(Deed deed, List<RunId> live) {
      var ended = deed.ended();
      if (ended != null) {
        if (live.contains(ended) != deed.isChanged()) {
          return null;
        }
        return live.stream().filter(it -> !it.equals(ended)).toList();
      }
      if (!live.equals(deed.seen())) {
        return null;
      }
      var began = deed.began();
      if (began == null) {
        return live;
      }
      var after = new ArrayList<>(live);
      after.add(began);
      return after;
    }
  }
}

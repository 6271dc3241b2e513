package io.trueup.listener.engine.nodetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GroupTurnsTest {

  private final ConcurrentLinkedQueue<List<Integer>> groups = new ConcurrentLinkedQueue<>();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /** Its first group stands until the test lets it go. */
  private GroupTurns<String, Integer, Integer> standing(int most) {
    return new GroupTurns<>(
        most,
        (_, work) -> {
          groups.add(List.copyOf(work));
          entered.countDown();
          awaitGo();
          return work.stream().map(it -> it * 10).toList();
        });
  }

  private void awaitGo() {
    try {
      go.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread start(FutureTask<?> task) {
    return Thread.ofPlatform().start(task);
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void doesTheFirstAloneAndThenAllThatWait() throws Exception {
    var turns = standing(3);
    var tasks = new ArrayList<FutureTask<Optional<Integer>>>();
    for (var i = 1; i <= 6; i++) {
      var number = i;
      tasks.add(new FutureTask<>(() -> turns.run("a", number)));
      var thread = start(tasks.getLast());
      if (i == 1) {
        entered.await();
      } else {
        awaitParked(thread);
      }
    }
    go.countDown();

    for (var i = 1; i <= 6; i++) {
      assertThat(tasks.get(i - 1).get()).contains(i * 10);
    }
    assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4), List.of(5, 6));
  }

  @Test
  void workOfAnotherKeyDoesNotWait() throws Exception {
    var turns =
        new GroupTurns<String, Integer, Integer>(
            10,
            (key, work) -> {
              if (key.equals("slow")) {
                entered.countDown();
                awaitGo();
              }
              return work;
            });
    var slow = new FutureTask<>(() -> turns.run("slow", 1));
    start(slow);
    entered.await();

    assertThat(turns.run("other", 2)).contains(2);
    go.countDown();
    assertThat(slow.get()).contains(1);
  }

  @Test
  void anInterruptedCallerWithdrawsItsWorkAndKeepsItsFlag() throws Exception {
    var turns = standing(10);
    var first = new FutureTask<>(() -> turns.run("a", 1));
    start(first);
    entered.await();
    var isFlagSet =
        new FutureTask<>(() -> {
          var result = turns.run("a", 2);
          return result.isEmpty() && Thread.currentThread().isInterrupted();
        });
    var thread = start(isFlagSet);
    awaitParked(thread);
    thread.interrupt();

    assertThat(isFlagSet.get()).isTrue();
    go.countDown();
    assertThat(first.get()).contains(10);
    assertThat(groups).containsExactly(List.of(1));
  }

  @Test
  void aFailureOfAGroupReachesItsLeaderAndTheOthersDoTheirWorkThemselves() throws Exception {
    var calls = new AtomicInteger();
    var turns =
        new GroupTurns<String, Integer, Integer>(
            10,
            (_, work) -> {
              if (calls.incrementAndGet() == 1) {
                entered.countDown();
                awaitGo();
                return work;
              }
              throw new IllegalStateException("a bug");
            });
    var first = new FutureTask<>(() -> turns.run("a", 1));
    start(first);
    entered.await();
    var second = new FutureTask<>(() -> turns.run("a", 2));
    awaitParked(start(second));
    var third = new FutureTask<>(() -> turns.run("a", 3));
    awaitParked(start(third));
    go.countDown();

    assertThat(first.get()).contains(1);
    assertThatThrownBy(() -> second.get())
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("a bug");
    assertThat(third.get()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void doesEachPieceOnceWhateverIsInterrupted(long seed) throws Exception {
    var done = new ConcurrentHashMap<Integer, Integer>();
    var inside = new AtomicInteger();
    var turns =
        new GroupTurns<String, Integer, Integer>(
            7,
            (_, work) -> {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              work.forEach(it -> done.merge(it, 1, Integer::sum));
              inside.decrementAndGet();
              return work;
            });
    var random = new Random(seed);
    var results = new ArrayList<Future<Optional<Integer>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; i < 2_000; i++) {
        var number = i;
        results.add(threads.submit(() -> turns.run("a", number)));
        if (random.nextInt(10) == 0) {
          results.get(random.nextInt(results.size())).cancel(true);
        }
      }
    }
    for (var i = 0; i < results.size(); i++) {
      var as = "seed %d, piece %d".formatted(seed, i);
      if (!results.get(i).isCancelled()) {
        var result = results.get(i).get();
        assertThat(result.isPresent()).as(as).isEqualTo(done.containsKey(i));
        result.ifPresent(it -> assertThat(done).as(as).containsEntry(it, 1));
      }
      assertThat(done.getOrDefault(i, 0)).as(as).isLessThanOrEqualTo(1);
    }
    assertThat(turns.run("a", -1)).contains(-1);
  }
}

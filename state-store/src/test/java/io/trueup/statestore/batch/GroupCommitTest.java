package io.trueup.statestore.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The work writes when it is allowed to, and answers a number with its text. */
class GroupCommitTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
  private final Semaphore allowed = new Semaphore(0);
  private final Semaphore begun = new Semaphore(0);
  private final Set<Integer> poison = ConcurrentHashMap.newKeySet();
  private final Set<Integer> locked = ConcurrentHashMap.newKeySet();
  private final CountDownLatch unlocked = new CountDownLatch(1);
  private final List<String> observed = new CopyOnWriteArrayList<>();
  private boolean isAway;

  @AfterEach
  void end() {
    allowed.release(1_000);
    unlocked.countDown();
    threads.close();
  }

  private GroupCommit<Integer, String> queue(int mostInBatch, int mostQueued, Duration patience) {
    return queue(
        mostInBatch, mostQueued, patience, (kind, size, _) -> observed.add(kind + " " + size));
  }

  private GroupCommit<Integer, String> queue(BatchObserver observer) {
    return queue(100, 100, LONG, observer);
  }

  private GroupCommit<Integer, String> queue(
      int mostInBatch, int mostQueued, Duration patience, BatchObserver observer) {
    return new GroupCommit<>(
        new QueueSettings("begin", 1, 1, mostInBatch, mostQueued, patience),
        new BatchWork<>() {
          @Override
          public List<BatchOutcome<String>> write(List<Integer> requests, @Nullable Object lock) {
            return GroupCommitTest.this.write(requests, lock);
          }

          @Override
          public long weight(Integer request) {
            return request >= 10_000 ? request / 100 : 1;
          }
        },
        _ -> isAway,
        () -> observer);
  }

  private GroupCommit<Integer, String> queue() {
    return queue(100, 100, LONG);
  }

  private List<BatchOutcome<String>> write(List<Integer> requests, @Nullable Object lock) {
    if (lock != null) {
      begun.release();
      await(unlocked);
      locked.removeAll(requests);
    } else {
      batches.add(List.copyOf(requests));
      begun.release();
      allowed.acquireUninterruptibly();
    }
    if (requests.stream().anyMatch(poison::contains)) {
      throw new IllegalStateException("poison in " + requests);
    }
    var outcomes = new ArrayList<BatchOutcome<String>>();
    for (var request : requests) {
      outcomes.add(
          locked.contains(request)
              ? new BatchOutcome.Blocked<>(request)
              : request < 0
                  ? new BatchOutcome.Failed<>(new IllegalArgumentException("negative"))
                  : new BatchOutcome.Answered<>("is " + request));
    }
    return outcomes;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Future<String> submit(GroupCommit<Integer, String> queue, int request) {
    return threads.submit(() -> queue.write(request));
  }

  /** Submits one request, and the others while that is written. */
  private List<Future<String>> behindOne(GroupCommit<Integer, String> queue, int... requests)
      throws Exception {
    var submitted = new ArrayList<Future<String>>(List.of(submit(queue, 0)));
    begun.acquire();
    for (var request : requests) {
      var before = queue.waiting();
      submitted.add(submit(queue, request));
      while (queue.waiting() == before) {
        Thread.onSpinWait();
      }
    }
    return submitted;
  }

  @Test
  void aLoneRequestIsABatchOfOneAtOnce() throws Exception {
    allowed.release();

    assertThat(queue().write(7)).isEqualTo("is 7");

    assertThat(batches).containsExactly(List.of(7));
    assertThat(observed).containsExactly("begin 1");
  }

  @Test
  void whatQueuesWhileABatchIsWrittenIsTheNextBatch() throws Exception {
    var answers = behindOne(queue(), 1, 2, 3);

    allowed.release(2);

    assertThat(answers.getLast().get()).isEqualTo("is 3");
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3));
  }

  @Test
  void aBatchIsBoundedAndTakesTheOldestFirst() throws Exception {
    var answers = behindOne(queue(2, 100, LONG), 1, 2, 3);

    allowed.release(3);

    assertThat(answers.getLast().get()).isEqualTo("is 3");
    assertThat(batches).containsExactly(List.of(0), List.of(1, 2), List.of(3));
  }

  @Test
  void aFailureOfOneRequestIsNoFailureOfTheOthers() throws Exception {
    var answers = behindOne(queue(), 1, -2, 3);

    allowed.release(2);

    assertThat(answers.get(1).get()).isEqualTo("is 1");
    assertThatThrownBy(answers.get(2)::get)
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("negative");
    assertThat(answers.get(3).get()).isEqualTo("is 3");
  }

  @Test
  void aBatchThatFailsIsWrittenInPartsUntilTheBadRequestIsAlone() throws Exception {
    poison.add(3);
    var answers = behindOne(queue(), 1, 2, 3, 4);

    allowed.release(10);

    assertThat(answers.get(1).get()).isEqualTo("is 1");
    assertThat(answers.get(2).get()).isEqualTo("is 2");
    assertThat(answers.get(4).get()).isEqualTo("is 4");
    assertThatThrownBy(answers.get(3)::get).hasRootCauseMessage("poison in [3]");
  }

  @Test
  void aFailureThatConcernsAllIsNotRepeatedForEach() throws Exception {
    poison.add(3);
    isAway = true;
    var answers = behindOne(queue(), 1, 2, 3, 4);

    allowed.release(10);

    assertThatThrownBy(answers.get(1)::get).hasRootCauseMessage("poison in [1, 2, 3, 4]");
    assertThat(batches).hasSize(2);
  }

  @Test
  void aRequestThatHasToWaitForALockKeepsNoOtherWaiting() throws Exception {
    locked.add(2);
    var answers = behindOne(queue(), 1, 2, 3);

    allowed.release(2);

    assertThat(answers.get(1).get()).isEqualTo("is 1");
    assertThat(answers.get(3).get()).isEqualTo("is 3");
    assertThat(answers.get(2).isDone()).isFalse();
    unlocked.countDown();
    assertThat(answers.get(2).get()).isEqualTo("is 2");
  }

  @Test
  void aFullQueueRefuses() throws Exception {
    var queue = queue(100, 1, LONG);
    var answers = behindOne(queue, 1);

    assertThatThrownBy(() -> queue.write(2))
        .isInstanceOfSatisfying(
            StateStoreException.class, it -> assertThat(it.isTransient()).isTrue())
        .hasMessage("Cannot write a begin: 1 callers wait already. It may work later");

    allowed.release(2);
    assertThat(answers.getLast().get()).isEqualTo("is 1");
  }

  @Test
  void aRequestOfMuchWeightFillsTheQueueToo() throws Exception {
    var queue = queue(1_000, 600, LONG);
    var answers = behindOne(queue, 50_000);

    assertThatThrownBy(() -> queue.write(20_000))
        .hasMessage("Cannot write a begin: 1 callers wait already. It may work later");

    allowed.release(10);
    assertThat(answers.getLast().get()).isEqualTo("is 50000");
    assertThat(queue.write(20_000)).isEqualTo("is 20000");
  }

  @Test
  void anObserverThatFailsEndsNoWriter() {
    allowed.release(10);
    var queue =
        queue((_, _, _) -> {
          throw new IllegalStateException("observer");
        });

    for (var i = 0; i < 3; i++) {
      assertThat(queue.write(i)).isEqualTo("is " + i);
    }
  }

  @Test
  void aCallerThatIsNotReachedInTimeWithdrawsAndNothingIsWritten() throws Exception {
    var queue = queue(100, 100, Duration.ofMillis(20));
    var first = submit(queue, 0);
    begun.acquire();

    assertThatThrownBy(() -> queue.write(1))
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("it was not its turn");

    allowed.release(10);
    assertThat(first.get()).isEqualTo("is 0");
    assertThat(batches).containsExactly(List.of(0));
  }

  @Test
  void anInterruptedCallerWithdrawsARequestThatIsNotTaken() throws Exception {
    var queue = queue();
    var answers = behindOne(queue, 1);

    answers.getLast().cancel(true);
    while (queue.waiting() > 0) {
      Thread.onSpinWait();
    }
    allowed.release(10);

    assertThat(answers.getFirst().get()).isEqualTo("is 0");
    assertThat(batches).containsExactly(List.of(0));
  }

  @Test
  void aThreadThatIsInterruptedAlreadyStillWritesAndWaitsForALock() throws Exception {
    locked.add(5);
    unlocked.countDown();
    var queue = queue();

    var answer =
        threads
            .submit(() -> {
              Thread.currentThread().interrupt();
              return queue.write(5) + " " + Thread.interrupted();
            })
            .get();

    assertThat(answer).isEqualTo("is 5 true");
  }

  @Test
  void aClosedQueueRefusesAndFailsWhatIsNotTaken() throws Exception {
    var queue = queue();
    var answers = behindOne(queue, 1);

    queue.close();

    assertThatThrownBy(answers.getLast()::get)
        .hasRootCauseMessage("Cannot write a begin: the state store is closed");
    assertThatThrownBy(() -> queue.write(2)).isInstanceOf(StateStoreException.class);
    allowed.release(10);
    assertThat(answers.getFirst().get()).isEqualTo("is 0");
  }

  @Test
  void everyRequestOfManyThreadsIsAnsweredOnce() throws Exception {
    allowed.release(10_000);
    var queue = queue(7, 10_000, LONG);

    var answers = IntStream.range(0, 2_000).mapToObj(it -> submit(queue, it)).toList();

    for (var i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get()).isEqualTo("is " + i);
    }
    assertThat(batches.stream().flatMap(List::stream)).hasSize(2_000).doesNotHaveDuplicates();
  }
}

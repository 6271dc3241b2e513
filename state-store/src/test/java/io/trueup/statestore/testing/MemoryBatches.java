package io.trueup.statestore.testing;

import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.batch.BatchOutcome;
import io.trueup.statestore.batch.BatchWork;
import io.trueup.statestore.batch.BatchWriters;
import io.trueup.statestore.batch.GroupCommit;
import io.trueup.statestore.batch.QueueSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests as the real store does: through a {@link GroupCommit} whose writers a simulation
 * starts, or each by itself.
 */
final class MemoryBatches<Q, A> {

  /** Small, so that what arrives together sometimes takes two. */
  private static final int MOST_IN_BATCH = 6;

  private final BatchWork<Q, A> work;
  private final @Nullable GroupCommit<Q, A> queue;

  /**
   * Batches.
   *
   * @param writers starts their writers; null for requests that are written by themselves
   */
  MemoryBatches(
      String kind, BatchWork<Q, A> work, FaultPlan faults, @Nullable BatchWriters writers) {
    this.work = work;
    this.queue =
        writers == null
            ? null
            : new GroupCommit<>(
                // A simulation has one thread: a request for which no writer starts would wait.
                new QueueSettings(kind, 1_000, 1_000, MOST_IN_BATCH, 1_000, Duration.ofSeconds(25)),
                work,
                faults::concernsAll,
                () -> BatchObserver.NONE,
                writers);
  }

  A write(Q request) {
    return queue == null ? alone(request, null) : queue.write(request);
  }

  private A alone(Q request, @Nullable Object lock) {
    return switch (work.write(List.of(request), lock).getFirst()) {
      case BatchOutcome.Answered<A>(var answer) -> answer;
      case BatchOutcome.Blocked<A>(var needed) -> alone(request, needed);
      case BatchOutcome.Failed<A>(RuntimeException why) -> throw why;
      case BatchOutcome.Failed<A>(Error why) -> throw why;
      case BatchOutcome.Failed<A>(var why) -> throw new IllegalStateException(why);
    };
  }
}

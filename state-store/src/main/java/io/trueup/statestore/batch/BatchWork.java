package io.trueup.statestore.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the requests of several callers in one transaction. */
public interface BatchWork<Q, A> {

  /**
   * Writes requests in their order. It may be called again for the same requests after it threw,
   * also for a part of them.
   *
   * @param lock what all of the requests need and may wait for; null when they may wait for
   *     nothing, so that those that would have to are {@link BatchOutcome.Blocked}
   * @return the outcome of each request, in order
   */
  List<BatchOutcome<A>> write(List<Q> requests, @Nullable Object lock);

  /** How much of a batch a request takes. */
  default long weight(Q request) {
    return 1;
  }
}

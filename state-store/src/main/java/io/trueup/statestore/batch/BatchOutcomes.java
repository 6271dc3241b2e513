package io.trueup.statestore.batch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The outcomes of a batch's requests while it is written. Not thread-safe. */
public final class BatchOutcomes<A> {

  private final List<@Nullable BatchOutcome<A>> outcomes;

  /** Outcomes that are all open. */
  public BatchOutcomes(int size) {
    outcomes = new ArrayList<>(Collections.nCopies(size, null));
  }

  /** The request has its answer. */
  public void answer(int index, A answer) {
    outcomes.set(index, new BatchOutcome.Answered<>(answer));
  }

  /** The request alone failed. */
  public void fail(int index, Throwable why) {
    outcomes.set(index, new BatchOutcome.Failed<>(why));
  }

  /** The request waits for a lock. */
  public void block(int index, Object lock) {
    outcomes.set(index, new BatchOutcome.Blocked<>(lock));
  }

  /** Whether a request has an outcome. */
  public boolean isSettled(int index) {
    return outcomes.get(index) != null;
  }

  /** The requests without an outcome, in order. */
  public List<Integer> open() {
    return IntStream.range(0, outcomes.size()).filter(it -> !isSettled(it)).boxed().toList();
  }

  /** All outcomes, in the order of the requests. */
  public List<BatchOutcome<A>> all() {
    var all = new ArrayList<BatchOutcome<A>>(outcomes.size());
    outcomes.forEach(it -> all.add(Objects.requireNonNull(it, "A request has no outcome")));
    return all;
  }
}

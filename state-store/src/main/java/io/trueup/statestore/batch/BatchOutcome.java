package io.trueup.statestore.batch;

/** What became of one request of a batch. */
public sealed interface BatchOutcome<A> {

  /** The batch's transaction is committed with this answer. */
  record Answered<A>(A answer) implements BatchOutcome<A> {}

  /** The request alone failed; nothing was written for it. */
  record Failed<A>(Throwable why) implements BatchOutcome<A> {}

  /**
   * Another transaction holds what the request needs; nothing was written for it.
   *
   * @param lock names what it needs; requests with equal names wait together
   */
  record Blocked<A>(Object lock) implements BatchOutcome<A> {}
}

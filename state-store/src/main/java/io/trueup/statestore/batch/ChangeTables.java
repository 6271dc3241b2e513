package io.trueup.statestore.batch;

import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.StateChange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a batch of prolongations and ends reads and writes, within one transaction of a store.
 *
 * @param <X> how the store fails
 */
public interface ChangeTables<X extends Exception> {

  /** Runs work in transactions: all of its writes stay, or none. */
  interface Transactions<X extends Exception> {

    /**
     * Runs work in one transaction, and again when the store rolled it back.
     *
     * @param what the work, for messages, such as {@code change 3 runs}
     */
    <T> T inTransaction(String what, Work<T, X> work);
  }

  /** Work in a transaction. */
  interface Work<T, X extends Exception> {

    /** Does the work; whatever it throws rolls the transaction back. */
    T run(ChangeTables<X> tables) throws X;
  }

  /**
   * Locked runs.
   *
   * @param runs oldest first
   * @param now the store's clock when they were locked
   */
  record Locked(List<Run> runs, Instant now) {}

  /** Locks runs, those that another transaction has locked included. */
  Locked lockAll(Collection<RunId> runs) throws X;

  /** Locks those of the runs that no other transaction has locked. */
  Locked lockFree(Collection<RunId> runs) throws X;

  /** As {@link #lockAll}, the parts of whole runs. */
  Locked lockAllParts(Collection<RunId> wholes) throws X;

  /** As {@link #lockFree}, the parts of whole runs. */
  Locked lockFreeParts(Collection<RunId> wholes) throws X;

  /** Those of the runs that exist; locks nothing. */
  Set<RunId> existing(Collection<RunId> runs) throws X;

  /** The parts of whole runs, each with its whole; locks nothing. */
  Map<RunId, RunId> parts(Collection<RunId> wholes) throws X;

  /** Has changes written at the end of the transaction. */
  void tell(Collection<? extends StateChange> changes) throws X;

  /** Stores the states and times of locked runs. */
  void update(Collection<Run> runs) throws X;
}

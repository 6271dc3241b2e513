package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Every change of state, in the order in which all readers see them. A change is recorded in the
 * transaction that makes it so and can be read once it has a position; positions have no gaps, and
 * changes that depend on each other are in order, so those of one platform are.
 */
public interface StateChanges {

  /**
   * Gives positions to committed changes that have none. Several processes may do so at once; one
   * does it, and the others do nothing.
   *
   * @return how many changes got one
   */
  int number(int limit);

  /** The changes after a position, in order; those that were removed are left out. */
  List<RecordedChange> after(long position, int limit);

  /** Which changes there are. */
  Range range();

  /**
   * Which positions can be read.
   *
   * @param first the oldest that is kept; one more than {@code last} when none is
   * @param last the newest; 0 before the first change
   */
  record Range(long first, long last) {}

  /** How far all have come that pass changes on, by name. */
  Map<String, Long> readers();

  /** What each of them has not passed on, by name. */
  List<Backlog> backlogs();

  /**
   * The changes that a reader has not passed on.
   *
   * @param waiting how many they are
   * @param since when the oldest of them was written, by the store's clock; null when none waits
   */
  record Backlog(String reader, long waiting, @Nullable Instant since) {}

  /**
   * Adds a reader, which keeps changes from being removed that it has not passed on; does nothing
   * when it is there.
   *
   * @return how far it has come
   */
  long register(String reader, long position);

  /** How far a reader has come; empty when it is not registered. */
  OptionalLong position(String reader);

  /**
   * Moves a reader on, as the holder of its lease, {@link #resource}.
   *
   * @return whether it is registered; it is not when it was removed meanwhile
   * @throws LostLeaseException when the lease is no longer the holder's
   * @throws IllegalArgumentException when it came further already
   */
  boolean advance(Lease lease, String reader, long position);

  /** Removes a reader, so that it keeps nothing any more. */
  void forget(String reader);

  /**
   * Has a signal sent after each transaction of this process that recorded changes.
   *
   * @param signal called by the thread of that transaction; must not block nor throw
   */
  void onRecorded(Runnable signal);

  /** The resource that a reader's only writer claims. */
  static String resource(String reader) {
    return "events:" + reader;
  }
}

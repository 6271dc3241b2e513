package io.trueup.listener.engine.event;

import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.UnknownChangeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes every change on to one destination, in order and at least once. Of several processes one
 * does it, as long as it has the lease; how far it came is in the store, where nobody whose lease
 * was lost can write. A destination that fails is asked again, and changes stay until it has them.
 * Safe for any thread.
 */
public final class EventRelay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);

  /** How soon a process that found another at work looks again. */
  private static final Duration STANDBY = Duration.ofSeconds(2);

  /**
   * How long a process goes on while its destination gives no answer: what is between them may be
   * at fault, and another process may reach it.
   */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** How long others have to claim the lease that such a process gave back. */
  private static final Duration OFFER = STANDBY.multipliedBy(3);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final String reader;
  private final StateChanges changes;
  private final Leaseholder leases;
  private final Destination destination;
  private final int batch;
  private final SerialWork<String> work;
  private final Threads.Timer alarm;
  private volatile @Nullable Lease lease;
  private Instant claimedAt = Instant.MIN;
  private long position = -1;
  private int failures;

  /** Whether nothing is to be done until {@link #alarm} says so, whatever is new. */
  private volatile boolean rests;

  private volatile @Nullable Problem problem;

  /** Where changes go. */
  public interface Destination {

    /**
     * Takes changes; returns once they are there for good.
     *
     * @param lease of the reader, for a destination that fences writers as well
     * @throws UndeliveredException when it cannot take them now
     * @throws UnknownChangeException when a newer release recorded one in a form that it must know;
     *     then it has taken none
     */
    void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException;

    /** Has nothing in hand any more that was not taken: another process goes on. */
    default void abandon() {}
  }

  /**
   * Why changes are not passed on now.
   *
   * @param since by the destination's first failure in a row
   * @param position up to which everything was passed on
   */
  public record Problem(String reader, String reason, Instant since, long position) {}

  /**
   * What a relay needs.
   *
   * @param start where a reader begins that is not registered; null for one that has nothing to do
   *     until it is
   */
  public record Dependencies(
      StateChanges changes,
      Leaseholder leases,
      Threads threads,
      InstantSource clock,
      @Nullable LongSupplier start) {

    /** The same for a reader that others register and remove. */
    public Dependencies ofRegistered() {
      return new Dependencies(changes, leases, threads, clock, null);
    }
  }

  private final Dependencies dependencies;

  /**
   * Starts with nothing to do until it is poked.
   *
   * @param reader its name in the store, such as {@code kafka}
   * @param batch how many changes the destination is given at most
   */
  public EventRelay(String reader, int batch, Dependencies dependencies, Destination destination) {
    this.reader = reader;
    this.batch = batch;
    this.dependencies = dependencies;
    this.changes = dependencies.changes();
    this.leases = dependencies.leases();
    this.destination = destination;
    this.work = new SerialWork<>("relay of events", dependencies.threads(), _ -> pass());
    this.alarm = dependencies.threads().timer("rest of relays");
  }

  /** Passes on what is new, unless another process does. */
  public void poke() {
    if (!rests) {
      work.poke(reader);
    }
  }

  /** Whether this process is the one that passes changes on. */
  public boolean isAtWork() {
    return lease != null;
  }

  /** Why changes are not passed on now; empty when they are, or another process does it. */
  public Optional<Problem> problem() {
    return Optional.ofNullable(problem);
  }

  private Optional<Duration> pass() {
    if (rests) {
      return Optional.empty();
    }
    var held = hold();
    if (held == null) {
      return rest(STANDBY);
    }
    try {
      while (passBatch(held)) {
        // until nothing is left
      }
      return Optional.empty();
    } catch (UndeliveredException e) {
      var delay = e.isFailure() ? failed(e) : e.retryIn().orElse(FIRST_RETRY);
      var isOver = e.isFailure() && e.retryIn().isEmpty() && isAnotherToTry();
      return isOver ? offer(held) : rest(delay);
    } catch (RemovedReaderException _) {
      abandon();
      leases.release(held);
      return rest(STANDBY);
    } catch (LostLeaseException e) {
      LOG.info("{}. The other process goes on", e.getMessage());
      abandon();
      return rest(STANDBY);
    }
  }

  /** Whether this process has failed for so long that another should try. */
  private boolean isAnotherToTry() {
    var now = dependencies.clock().instant();
    var failing = Objects.requireNonNull(problem).since();
    var from = failing.isAfter(claimedAt) ? failing : claimedAt;
    return Duration.between(from, now).compareTo(PATIENCE) > 0;
  }

  /** Gives the lease back; when nobody else claims it, this process goes on. */
  private Optional<Duration> offer(Lease held) {
    LOG.info("Another process may try to pass events on to '{}'", reader);
    var unsolved = problem;
    abandon();
    problem = unsolved;
    leases.release(held);
    return rest(OFFER);
  }

  /** Holds the lease only once it is known where to go on. */
  private @Nullable Lease hold() {
    var held = lease;
    if (held != null) {
      return held;
    }
    var claimed = leases.claim(StateChanges.resource(reader)).orElse(null);
    if (claimed == null) {
      problem = null;
      return null;
    }
    var known = begin();
    if (known.isEmpty()) {
      leases.release(claimed);
      return null;
    }
    position = known.getAsLong();
    claimedAt = dependencies.clock().instant();
    lease = claimed;
    return claimed;
  }

  private OptionalLong begin() {
    var start = dependencies.start();
    return start == null
        ? changes.position(reader)
        : OptionalLong.of(changes.register(reader, start.getAsLong()));
  }

  /** Somebody removed the reader: it has nothing to do any more. */
  private static final class RemovedReaderException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private boolean passBatch(Lease held) throws UndeliveredException, RemovedReaderException {
    var next = changes.after(position, batch);
    if (next.isEmpty()) {
      return false;
    }
    var last = next.getLast().position();
    try {
      destination.deliver(next, held);
    } catch (UndeliveredException e) {
      if (e.taken() > position) {
        advance(held, e.taken());
      }
      throw e;
    } catch (UnknownChangeException e) {
      last = deliverKnown(next, held, e);
    }
    advance(held, last);
    if (failures > 0) {
      LOG.info("Events reach '{}' again", reader);
    }
    failures = 0;
    problem = null;
    return true;
  }

  /**
   * Passes on what comes before a change that only a newer release understands.
   *
   * @return the last of their positions
   */
  private long deliverKnown(List<RecordedChange> next, Lease held, UnknownChangeException unknown)
      throws UndeliveredException {
    var known = next.stream().takeWhile(RecordedChange::isKnown).toList();
    if (known.isEmpty() || known.size() == next.size()) {
      throw new UndeliveredException(String.valueOf(unknown.getMessage()), unknown);
    }
    destination.deliver(known, held);
    return known.getLast().position();
  }

  private void advance(Lease held, long to) throws RemovedReaderException {
    if (!changes.advance(held, reader, to)) {
      throw new RemovedReaderException();
    }
    position = to;
  }

  private Optional<Duration> rest(Duration length) {
    rests = true;
    alarm.after(
        length,
        () -> {
          rests = false;
          work.poke(reader);
        });
    return Optional.empty();
  }

  private Duration failed(UndeliveredException failure) {
    var reason = String.valueOf(failure.getMessage());
    var before = problem;
    if (before == null || !before.reason().equals(reason)) {
      LOG.warn(
          "Events after position {} wait for '{}': {}. Nothing is lost; it is retried until it"
              + " works",
          position,
          reader,
          reason);
    }
    problem =
        new Problem(
            reader,
            reason,
            before == null ? dependencies.clock().instant() : before.since(),
            position);
    var delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    failures++;
    var retry = delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
    return failure.retryIn().filter(it -> it.compareTo(retry) > 0).orElse(retry);
  }

  private void abandon() {
    lease = null;
    position = -1;
    problem = null;
    destination.abandon();
  }

  /** Stops, and lets another process go on at once. */
  @Override
  public void close() {
    alarm.close();
    work.close();
    var held = lease;
    if (held != null) {
      try {
        leases.release(held);
      } catch (StateStoreException e) {
        LOG.debug("Lease '{}' ends by itself: {}", held.resource(), e.getMessage());
      }
    }
  }
}

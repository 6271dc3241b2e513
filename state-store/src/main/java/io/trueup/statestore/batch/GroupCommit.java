package io.trueup.statestore.batch;

import io.trueup.statestore.BatchObserver;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what several callers ask for at the same time in one transaction (ADR 40). A request is
 * taken as soon as a writer is free, together with everything else that has queued by then: a batch
 * waits for no further requests, so that a lone request is a batch of one.
 *
 * <pre>
 * a request is   and                                        then
 * queued         a writer is free                           it is taken with all others, oldest first
 * queued         its caller's patience ends, or the thread  it is withdrawn and fails
 *                is interrupted
 * taken          its batch commits                          it is answered
 * taken          another transaction holds what it needs    it waits for that apart from the others,
 *                                                           and is queued first when that is free
 * taken          its batch fails, as all batches would      it fails: no database, or a slow one
 * taken          its batch fails                            it fails alone, or its half is written
 * </pre>
 *
 * Writers are virtual threads that end when nothing is queued. Safe for any thread; callers block.
 */
public final class GroupCommit<Q, A> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  private final QueueSettings settings;
  private final BatchWriters threads;
  private final BatchWork<Q, A> work;
  private final Predicate<Throwable> concernsAll;
  private final Supplier<BatchObserver> observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter<Q, A>> queue = new ArrayDeque<>();
  private final Deque<Waiter<Q, A>> blocked = new ArrayDeque<>();
  private long weightQueued;
  private int writers;
  private int waitingWriters;
  private boolean isClosed;

  /**
   * A queue without requests.
   *
   * @param concernsAll whether a failure of a batch would meet any other batch now, or left it
   *     unknown whether the batch is committed, so that its parts are not written apart
   */
  public GroupCommit(
      QueueSettings settings,
      BatchWork<Q, A> work,
      Predicate<Throwable> concernsAll,
      Supplier<BatchObserver> observer) {
    this(settings, work, concernsAll, observer, BatchWriters.VIRTUAL);
  }

  /** As the other, with threads that the caller starts. */
  public GroupCommit(
      QueueSettings settings,
      BatchWork<Q, A> work,
      Predicate<Throwable> concernsAll,
      Supplier<BatchObserver> observer,
      BatchWriters threads) {
    this.settings = settings;
    this.threads = threads;
    this.work = work;
    this.concernsAll = concernsAll;
    this.observer = observer;
  }

  /** A queued request; completed when its batch is committed or has failed. */
  private static final class Waiter<Q, A> extends CompletableFuture<A> {
    private final Q request;
    private final long since = System.nanoTime();
    private @Nullable Object needed;
    private boolean isLate;

    Waiter(Q request) {
      this.request = request;
    }
  }

  /**
   * Writes a request and returns its answer once that is committed. A thread that is interrupted
   * meanwhile withdraws a request that no writer has taken; a request that was taken is waited for.
   * That of a thread that is interrupted already does not queue, so that a process that stops can
   * still end what it began.
   *
   * @throws StateStoreException when it was not written, or the database failed to say whether it
   *     was
   */
  public A write(Q request) {
    var waiter = new Waiter<Q, A>(request);
    if (Thread.currentThread().isInterrupted()) {
      return writtenAlone(waiter);
    }
    enqueue(waiter);
    try {
      return waiter.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return withdrawn(waiter, null);
    } catch (InterruptedException e) {
      try {
        return withdrawn(waiter, e);
      } finally {
        Thread.currentThread().interrupt();
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** How many callers wait that no writer has taken. */
  public int waiting() {
    lock.lock();
    try {
      return queue.size() + blocked.size();
    } finally {
      lock.unlock();
    }
  }

  private void enqueue(Waiter<Q, A> waiter) {
    lock.lock();
    try {
      if (isClosed) {
        throw closed();
      }
      var weight = work.weight(waiter.request);
      if (weightQueued > 0 && weightQueued + weight > settings.mostQueued()) {
        throw new StateStoreException(
            "Cannot write a %s: %d callers wait already. It may work later"
                .formatted(settings.kind(), queue.size() + blocked.size()),
            true,
            null);
      }
      weightQueued += weight;
      queue.add(waiter);
      startWriter();
    } finally {
      lock.unlock();
    }
  }

  /** Starts a writer if more are allowed; called with the lock. */
  private void startWriter() {
    if (writers < settings.writers() && !queue.isEmpty()) {
      writers++;
      threads.start("trueup-" + settings.kind(), this::writeQueued);
    }
  }

  /**
   * Takes the request back, unless a writer has it: its outcome then comes within the database's
   * limits.
   */
  private A withdrawn(Waiter<Q, A> waiter, @Nullable InterruptedException interrupted) {
    boolean isWithdrawn;
    lock.lock();
    try {
      isWithdrawn = queue.remove(waiter) || blocked.remove(waiter);
      waiter.isLate = true;
      if (isWithdrawn) {
        weightQueued -= work.weight(waiter.request);
      }
    } finally {
      lock.unlock();
    }
    if (isWithdrawn) {
      throw interrupted == null
          ? late()
          : new StateStoreException(
              "Interrupted while a %s waited to be written".formatted(settings.kind()),
              true,
              interrupted);
    }
    return joined(waiter);
  }

  private A joined(Waiter<Q, A> waiter) {
    try {
      return waiter.join();
    } catch (CompletionException e) {
      throw failure(e.getCause());
    }
  }

  /** Writes a request at once, on a thread that is not interrupted; waits for locks. */
  private A writtenAlone(Waiter<Q, A> waiter) {
    lock.lock();
    try {
      if (isClosed) {
        throw closed();
      }
      waiter.isLate = true;
    } finally {
      lock.unlock();
    }
    threads.start(
        "trueup-" + settings.kind() + "-alone", () -> write(List.of(waiter), waiter.request));
    return joined(waiter);
  }

  /** A failure of a type that the caller knows, with the caller's own trace. */
  private static RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case StateStoreException e ->
          new StateStoreException(String.valueOf(e.getMessage()), e.isTransient(), e);
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException("A batch failed", cause);
    };
  }

  private void writeQueued() {
    for (var batch = take(); !batch.isEmpty(); batch = take()) {
      write(batch, null);
    }
  }

  /** Nothing may end a writer while requests wait: it is counted, and no other would start. */
  private void observe(List<Waiter<Q, A>> batch, Duration waited) {
    try {
      observer.get().wrote(settings.kind(), batch.size(), waited);
    } catch (RuntimeException e) {
      LOG.error("Cannot measure a batch because of a bug; it is written", e);
    }
  }

  /** The next batch, oldest first; when there is none, this writer has ended. */
  private List<Waiter<Q, A>> take() {
    lock.lock();
    try {
      var batch = new ArrayList<Waiter<Q, A>>();
      var weight = 0L;
      for (var next = queue.peek(); next != null; next = queue.peek()) {
        weight += work.weight(next.request);
        if (!batch.isEmpty() && weight > settings.mostInBatch()) {
          break;
        }
        batch.add(queue.remove());
        weightQueued -= work.weight(next.request);
      }
      if (batch.isEmpty()) {
        writers--;
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Waiter<Q, A>> batch, @Nullable Object needed) {
    List<BatchOutcome<A>> outcomes;
    var waited = Duration.ofNanos(System.nanoTime() - batch.getFirst().since);
    try {
      outcomes = work.write(batch.stream().map(it -> it.request).toList(), needed);
    } catch (RuntimeException | Error e) {
      writeApart(batch, needed, e);
      return;
    } finally {
      observe(batch, waited);
    }
    for (var i = 0; i < batch.size(); i++) {
      settle(batch.get(i), outcomes.get(i));
    }
  }

  /** Writes the halves of a batch that failed, so that what makes it fail ends up alone. */
  private void writeApart(List<Waiter<Q, A>> batch, @Nullable Object needed, Throwable failure) {
    if (batch.size() == 1 || concernsAll.test(failure)) {
      batch.forEach(it -> it.completeExceptionally(failure));
      return;
    }
    write(batch.subList(0, batch.size() / 2), needed);
    write(batch.subList(batch.size() / 2, batch.size()), needed);
  }

  private void settle(Waiter<Q, A> waiter, BatchOutcome<A> outcome) {
    switch (outcome) {
      case BatchOutcome.Answered<A>(var answer) -> waiter.complete(answer);
      case BatchOutcome.Failed<A>(var why) -> waiter.completeExceptionally(why);
      case BatchOutcome.Blocked<A>(var needed) -> block(waiter, needed);
    }
  }

  /** Lets a request wait for its lock, apart from those that need no other's. */
  private void block(Waiter<Q, A> waiter, Object needed) {
    lock.lock();
    try {
      if (isClosed || waiter.isLate) {
        waiter.completeExceptionally(isClosed ? closed() : late());
        return;
      }
      waiter.needed = needed;
      blocked.add(waiter);
      weightQueued += work.weight(waiter.request);
      if (waitingWriters < settings.waitingWriters()) {
        waitingWriters++;
        threads.start("trueup-" + settings.kind() + "-waits", this::writeBlocked);
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeBlocked() {
    for (var batch = takeBlocked(); !batch.isEmpty(); batch = takeBlocked()) {
      write(batch, batch.getFirst().needed);
      retryBlocked();
    }
  }

  /** The requests that need the same lock as the oldest that waits for one. */
  private List<Waiter<Q, A>> takeBlocked() {
    lock.lock();
    try {
      var batch = new ArrayList<Waiter<Q, A>>();
      var oldest = blocked.peek();
      if (oldest == null) {
        waitingWriters--;
        return batch;
      }
      var weight = 0L;
      for (var each : blocked) {
        weight += work.weight(each.request);
        if (each == oldest
            || (each.needed != null
                && each.needed.equals(oldest.needed)
                && weight <= settings.mostInBatch())) {
          batch.add(each);
        }
      }
      blocked.removeAll(batch);
      batch.forEach(it -> weightQueued -= work.weight(it.request));
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** A lock has come free, and often many others with it: all that wait for one are tried again. */
  private void retryBlocked() {
    lock.lock();
    try {
      while (!blocked.isEmpty()) {
        queue.addFirst(blocked.removeLast());
      }
      startWriter();
    } finally {
      lock.unlock();
    }
  }

  private StateStoreException late() {
    return new StateStoreException(
        "Cannot write a %s: it was not its turn, or what it needs was not free, within %s. It may work later"
            .formatted(settings.kind(), settings.patience()),
        true,
        null);
  }

  private StateStoreException closed() {
    return new StateStoreException(
        "Cannot write a %s: the state store is closed".formatted(settings.kind()), false, null);
  }

  /** Refuses further requests and fails those that no writer has taken. */
  @Override
  public void close() {
    List<Waiter<Q, A>> left;
    lock.lock();
    try {
      isClosed = true;
      left = new ArrayList<>(queue);
      left.addAll(blocked);
      queue.clear();
      blocked.clear();
      weightQueued = 0;
    } finally {
      lock.unlock();
    }
    left.forEach(it -> it.completeExceptionally(closed()));
  }
}

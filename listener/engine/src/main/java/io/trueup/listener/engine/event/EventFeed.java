package io.trueup.listener.engine.event;

import io.trueup.listener.engine.work.SerialWork;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.StateChanges;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Gives recorded changes their positions, and tells those who wait that there are new ones: at once
 * for changes of this process, at the next look for those of others. Safe for any thread.
 */
public final class EventFeed implements AutoCloseable {

  /** How often a process looks for changes of others while it is asked to watch. */
  public static final Duration PERIOD = Duration.ofMillis(100);

  /** How soon it looks again while they keep coming and a listener is in a hurry. */
  private static final Duration SOON = Duration.ofMillis(10);

  private static final int BATCH = 2_000;
  private static final String WORK = "changes";

  private final StateChanges changes;
  private final SerialWork<String> numbering;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long newest;

  private record Listener(Runnable told, BooleanSupplier isInHurry) {}

  /** Starts with nothing known; {@link #look} is to be called from time to time. */
  public EventFeed(StateChanges changes, Threads threads) {
    this.changes = changes;
    this.numbering = new SerialWork<>("events", threads, _ -> number());
    changes.onRecorded(this::look);
  }

  /** Looks for new changes now. */
  public void look() {
    numbering.poke(WORK);
  }

  private Optional<Duration> number() {
    var isAnyNew = false;
    int numbered;
    do {
      numbered = changes.number(BATCH);
      isAnyNew |= announce(changes.range().last());
    } while (numbered == BATCH);
    return isAnyNew && listeners.stream().anyMatch(it -> it.isInHurry().getAsBoolean())
        ? Optional.of(SOON)
        : Optional.empty();
  }

  /** Returns whether a change is new here. */
  private boolean announce(long last) {
    lock.lock();
    try {
      if (last <= newest) {
        return false;
      }
      newest = last;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    listeners.forEach(it -> it.told().run());
    return true;
  }

  /** Has a listener called after each time that new changes can be read; it must not block. */
  public void onNew(Runnable listener) {
    onNew(listener, () -> false);
  }

  /**
   * The same for a listener that is at times in a hurry: then changes of other processes are found
   * within hundredths of a second while they keep coming, which costs queries all the time.
   */
  public void onNew(Runnable listener, BooleanSupplier isInHurry) {
    listeners.add(new Listener(listener, isInHurry));
  }

  /** The last position that is known here; 0 before the first look. */
  public long newest() {
    lock.lock();
    try {
      return newest;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is a change after a position.
   *
   * @return whether there is one; false when the time is over
   */
  public boolean await(long position, Duration within) throws InterruptedException {
    var left = within.toNanos();
    lock.lockInterruptibly();
    try {
      while (newest <= position && left > 0) {
        left = moved.awaitNanos(left);
      }
      return newest > position;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    changes.onRecorded(() -> {});
    numbering.close();
  }
}

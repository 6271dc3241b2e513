package io.trueup.listener.lab.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far all platforms of each source are, read for all who wait in one question after the other.
 * Safe for any thread.
 */
final class RealizedVersions implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Duration PERIOD = Duration.ofMillis(20);

  private static final String REALIZED =
      "SELECT source, min(realized_version) FROM trueup.platform GROUP BY source";

  private final SharedState state;
  private final Thread reader = Thread.ofVirtual().unstarted(this::read);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private Map<String, Long> known = new HashMap<>();
  private boolean isClosed;
  private @Nullable BenchException failure;

  private RealizedVersions(SharedState state) {
    this.state = state;
  }

  /** Reads until it is closed. */
  static RealizedVersions watch(SharedState state) {
    var versions = new RealizedVersions(state);
    versions.reader.start();
    return versions;
  }

  private void read() {
    try {
      while (publish(state.numbers(REALIZED))) {
        LockSupport.parkNanos(PERIOD.toNanos());
      }
    } catch (BenchException e) {
      lock.lock();
      try {
        failure = e;
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Tells those who wait; returns whether to read on. */
  private boolean publish(Map<String, Long> versions) {
    lock.lock();
    try {
      known = versions;
      moved.signalAll();
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all platforms of a source have realized a version.
   *
   * @throws BenchException when that takes too long, or the database fails
   */
  void await(String source, long version) {
    var left = LONGEST.toNanos();
    lock.lock();
    try {
      while (known.getOrDefault(source, 0L) < version) {
        if (failure != null) {
          throw failure;
        }
        if (left <= 0) {
          throw new BenchException(
              "Timed out waiting for version %d of %s".formatted(version, source), null);
        }
        left = moved.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while measuring", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
    } finally {
      lock.unlock();
    }
    try {
      reader.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

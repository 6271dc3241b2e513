package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.work.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * Runs work in the caller's thread at once, what is due later when {@link #pass} says so, and what
 * is regular never. Not thread-safe.
 */
public final class ThreadsByHand implements Threads {

  private record Later(Duration delay, Runnable task) {}

  private final List<Later> later = new ArrayList<>();

  /** After which times something is due. */
  public List<Duration> delays() {
    return later.stream().map(Later::delay).toList();
  }

  /** Runs all that is due later now, but not what that asks for. */
  public void pass() {
    var due = List.copyOf(later);
    later.clear();
    due.forEach(it -> it.task().run());
  }

  @Override
  public Runner runner(String name) {
    return new Runner() {
      @Override
      public void start(Runnable task) {
        task.run();
      }

      @Override
      public boolean isClosed() {
        return false;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Timer timer(String name) {
    return new Timer() {
      @Override
      public void after(Duration delay, Runnable task) {
        later.add(new Later(delay, task));
      }

      @Override
      public void every(Duration first, Duration period, Runnable task) {}

      @Override
      public void close() {}
    };
  }

  @Override
  public <T> List<Future<T>> runAll(List<Callable<T>> tasks) {
    throw new UnsupportedOperationException();
  }
}

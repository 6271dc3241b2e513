package io.trueup.listener.engine.testing;

import io.trueup.listener.engine.work.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** Threads on which a delay is over in a fiftieth of its time, for tests of what comes after it. */
public record HastyThreads(Threads threads) implements Threads {

  private static final int HASTE = 50;

  @Override
  public Runner runner(String name) {
    return threads.runner(name);
  }

  @Override
  public Timer timer(String name) {
    return new HastyTimer(threads.timer(name));
  }

  @Override
  public <T> List<Future<T>> runAll(List<Callable<T>> tasks) throws InterruptedException {
    return threads.runAll(tasks);
  }

  private record HastyTimer(Timer timer) implements Timer {

    @Override
    public void after(Duration delay, Runnable task) {
      timer.after(delay.dividedBy(HASTE), task);
    }

    @Override
    public void every(Duration first, Duration period, Runnable task) {
      timer.every(first.dividedBy(HASTE), period.dividedBy(HASTE), task);
    }

    @Override
    public void close() {
      timer.close();
    }
  }
}

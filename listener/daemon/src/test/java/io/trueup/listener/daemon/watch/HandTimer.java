package io.trueup.listener.daemon.watch;

import io.trueup.listener.engine.work.Threads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Runs later tasks when the test says so. */
final class HandTimer implements Threads.Timer {

  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<Runnable> repeated = new ArrayList<>();

  @Override
  public void after(Duration delay, Runnable task) {
    later.add(task);
  }

  @Override
  public void every(Duration first, Duration period, Runnable task) {
    later.add(task);
    repeated.add(task);
  }

  @Override
  public void close() {}

  /** Runs what is due once, and what that brings about. */
  void runAll() {
    while (!later.isEmpty()) {
      later.remove().run();
    }
  }

  /** The period of every repeated task passes. */
  void passPeriod() {
    later.addAll(repeated);
    runAll();
  }
}

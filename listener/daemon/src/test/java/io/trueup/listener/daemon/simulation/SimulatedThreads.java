package io.trueup.listener.daemon.simulation;

import io.trueup.listener.engine.work.Threads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/**
 * The threads of one process without any thread: a task runs, from its start to its end, when the
 * world picks it, and a timer when the world's clock passes it.
 */
final class SimulatedThreads implements Threads {

  private static final Comparator<Due> ORDER =
      Comparator.comparing(Due::at).thenComparingLong(Due::number);

  private final InstantSource clock;
  private final List<Ready> ready = new ArrayList<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>(ORDER);
  private long numbers;

  private record Ready(SimulatedRunner runner, Runnable task) {}

  /** A task of a timer; the period is zero for a single run. */
  private record Due(
      Instant at, long number, SimulatedTimer timer, Duration period, Runnable task) {}

  SimulatedThreads(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Runner runner(String name) {
    return new SimulatedRunner();
  }

  @Override
  public Timer timer(String name) {
    return new SimulatedTimer();
  }

  /** One after the other, on the thread that asks. */
  @Override
  public <T> List<Future<T>> runAll(List<Callable<T>> tasks) {
    var all = new ArrayList<Future<T>>();
    for (var task : tasks) {
      var future = new FutureTask<>(task);
      future.run();
      all.add(future);
    }
    return all;
  }

  boolean hasReady() {
    ready.removeIf(it -> it.runner().isClosed());
    return !ready.isEmpty();
  }

  /** Takes one of the tasks that wait for a thread. */
  Runnable takeReady(RandomGenerator random) {
    return ready.remove(random.nextInt(ready.size())).task();
  }

  /** When the next timer is due; it may be past. */
  Optional<Instant> nextDue() {
    while (!due.isEmpty() && due.peek().timer().isClosed) {
      due.remove();
    }
    return due.isEmpty() ? Optional.empty() : Optional.of(due.peek().at());
  }

  /** Takes the task that is due next. */
  Runnable takeDue() {
    var next = due.remove();
    return () -> {
      next.task().run();
      if (!next.period().isZero()) {
        add(clock.instant().plus(next.period()), next.timer(), next.period(), next.task());
      }
    };
  }

  private void add(Instant at, SimulatedTimer timer, Duration period, Runnable task) {
    if (!timer.isClosed) {
      due.add(new Due(at, numbers++, timer, period, task));
    }
  }

  private final class SimulatedRunner implements Runner {

    private boolean isClosed;

    @Override
    public void start(Runnable task) {
      if (!isClosed) {
        ready.add(new Ready(this, task));
      }
    }

    @Override
    public boolean isClosed() {
      return isClosed;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  private final class SimulatedTimer implements Timer {

    private boolean isClosed;

    @Override
    public void after(Duration delay, Runnable task) {
      add(clock.instant().plus(delay), this, Duration.ZERO, task);
    }

    @Override
    public void every(Duration first, Duration period, Runnable task) {
      add(clock.instant().plus(first), this, period, task);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}

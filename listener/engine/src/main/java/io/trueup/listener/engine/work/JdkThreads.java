package io.trueup.listener.engine.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Virtual threads for tasks, and a platform thread for each timer. Safe for any thread. */
public final class JdkThreads implements Threads {

  private static final Logger LOG = LoggerFactory.getLogger(JdkThreads.class);

  @Override
  public Runner runner(String name) {
    return new VirtualThreads(
        name, Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory()));
  }

  @Override
  public Timer timer(String name) {
    return new TimerThread(
        name,
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory()));
  }

  @Override
  public <T> List<Future<T>> runAll(List<Callable<T>> tasks) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      return executor.invokeAll(tasks);
    }
  }

  private record VirtualThreads(String name, ExecutorService executor) implements Runner {

    @Override
    public void start(Runnable task) {
      try {
        executor.execute(task);
      } catch (RejectedExecutionException _) {
        LOG.debug("'{}' is closed and starts nothing", name);
      }
    }

    @Override
    public boolean isClosed() {
      return executor.isShutdown();
    }

    @Override
    public void close() {
      executor.shutdownNow();
      try {
        var _ = executor.awaitTermination(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private record TimerThread(String name, ScheduledExecutorService executor) implements Timer {

    @Override
    public void after(Duration delay, Runnable task) {
      try {
        var _ = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        LOG.debug("'{}' is closed and schedules nothing", name);
      }
    }

    @Override
    public void every(Duration first, Duration period, Runnable task) {
      var _ =
          executor.scheduleWithFixedDelay(
              task, first.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }
}

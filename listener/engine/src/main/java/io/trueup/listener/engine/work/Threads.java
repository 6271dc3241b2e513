package io.trueup.listener.engine.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/**
 * Where and when a daemon's work runs: on threads and by timers in production ({@link JdkThreads}),
 * one task after another in the simulation. Safe for any thread.
 */
public interface Threads {

  /**
   * Runs each task on a thread of its own.
   *
   * @param name of the threads, followed by a number
   */
  Runner runner(String name);

  /**
   * Runs tasks later, one at a time, on one thread.
   *
   * @param name of the thread
   */
  Timer timer(String name);

  /**
   * Runs tasks at the same time and waits for all of them.
   *
   * @return the outcomes, in the order of the tasks
   */
  <T> List<Future<T>> runAll(List<Callable<T>> tasks) throws InterruptedException;

  /** Runs tasks at once. */
  interface Runner extends AutoCloseable {

    /** Starts a task; ignored after {@link #close}. */
    void start(Runnable task);

    /** Whether {@link #close} was called. */
    boolean isClosed();

    /** Interrupts the running tasks and waits for their ends, at most ten seconds. */
    @Override
    void close();
  }

  /** Runs tasks later. */
  interface Timer extends AutoCloseable {

    /** Runs a task once, after a delay; ignored after {@link #close}. */
    void after(Duration delay, Runnable task);

    /**
     * Runs a task again and again. A task that throws is never run again. What a process missed
     * while it was stopped is not made up for.
     *
     * @param first the delay before the first run
     * @param period from the end of one run to the start of the next
     */
    void every(Duration first, Duration period, Runnable task);

    /** Interrupts a running task and runs no other; waits for nothing. */
    @Override
    void close();
  }
}

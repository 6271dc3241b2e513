package io.trueup.statestore.quartz;

import com.zaxxer.hikari.HikariDataSource;
import io.trueup.statestore.AlarmClock;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quartz.DateBuilder;
import org.quartz.DateBuilder.IntervalUnit;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.impl.StdScheduler;
import org.quartz.simpl.SimpleClassLoadHelper;
import org.quartz.simpl.SimpleThreadPool;

/**
 * A cluster of Quartz schedulers, one in each process that has started the clock. For each instant
 * it has one trigger, which fires once, in one of them. Safe for any thread.
 */
public final class QuartzAlarmClock implements AlarmClock {

  private static final String JOB = "ring";

  /**
   * How often it looks for triggers that other processes set, and how long before its time a
   * process takes one. What a process has taken when it dies rings late.
   */
  private static final long LOOK_MILLIS = 3_000;

  /** Clocks drift apart, so a long wait is ended and measured again. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private static final long CLOSE_MILLIS = 2_000;

  private final Supplier<HikariDataSource> connections;
  private final String holder;
  private final String group;
  private final Lock starting = new ReentrantLock();
  private @Nullable Running running;
  private boolean isClosed;

  private record Running(HikariDataSource pool, QuartzScheduler quartz, Scheduler scheduler) {}

  /**
   * A clock that is not started.
   *
   * @param connections opens the pool that the clock uses and closes
   * @param holder this process; the same after a restart
   * @param group of the processes that share the clock
   */
  public QuartzAlarmClock(Supplier<HikariDataSource> connections, String holder, String group) {
    this.connections = connections;
    this.holder = holder;
    this.group = group;
  }

  @Override
  public void start(Runnable ring) {
    starting.lock();
    try {
      if (current() == null) {
        keep(open(ring));
      }
    } finally {
      starting.unlock();
    }
  }

  /** A close does not wait for a start that waits for the database. */
  private void keep(Running opened) {
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
      running = isLate ? null : opened;
    }
    if (isLate) {
      end(opened);
    }
  }

  private Running open(Runnable ring) {
    var pool = connections.get();
    try {
      return open(pool, ring);
    } catch (SchedulerException | RuntimeException e) {
      pool.close();
      throw failure("start", e);
    }
  }

  /** Without Quartz's factory, which keeps one scheduler of a name in a JVM. */
  private Running open(HikariDataSource pool, Runnable ring) throws SchedulerException {
    var threads = new SimpleThreadPool(1, Thread.NORM_PRIORITY);
    threads.setThreadNamePrefix("alarm");
    threads.setMakeThreadsDaemons(true);
    threads.setInstanceName(group);
    threads.setInstanceId(holder);
    var tables = new QuartzTables(pool, group, holder);
    var shells = new StdJobRunShellFactory();
    var resources = new QuartzSchedulerResources();
    resources.setName(group);
    resources.setInstanceId(holder);
    resources.setThreadName("alarm-clock");
    resources.setMakeSchedulerThreadDaemon(true);
    resources.setThreadExecutor(new DefaultThreadExecutor());
    resources.setThreadPool(threads);
    resources.setJobStore(tables);
    resources.setJobRunShellFactory(shells);
    threads.initialize();
    var quartz = new QuartzScheduler(resources, LOOK_MILLIS, -1);
    try {
      var scheduler = new StdScheduler(quartz);
      tables.initialize(new SimpleClassLoadHelper(), quartz.getSchedulerSignaler());
      shells.initialize(scheduler);
      quartz.setJobFactory((_, _) -> new RingJob(ring));
      quartz.initialize();
      quartz.start();
      return new Running(pool, quartz, scheduler);
    } catch (SchedulerException | RuntimeException e) {
      quartz.shutdown();
      throw e;
    }
  }

  @Override
  public void set(Instant at, Duration wait) {
    var current = current();
    if (current == null) {
      throw failure("set", new IllegalStateException("It is not started"));
    }
    var job = JobBuilder.newJob(RingJob.class).withIdentity(JOB).storeDurably().build();
    try {
      current.scheduler().scheduleJobs(Map.of(job, Set.of(trigger(at, wait))), true);
    } catch (SchedulerException | RuntimeException e) {
      throw failure("set", e);
    }
  }

  private synchronized @Nullable Running current() {
    return running;
  }

  /**
   * Fires as soon as it can when its time is past. Its time is of this process's clock, which the
   * triggers of all processes are compared with.
   */
  private static Trigger trigger(Instant at, Duration wait) {
    var millis =
        Math.toIntExact((wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toMillis());
    return TriggerBuilder.newTrigger()
        .withIdentity(at.toString())
        .startAt(DateBuilder.futureDate(millis, IntervalUnit.MILLISECOND))
        .withSchedule(
            SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
        .build();
  }

  private static StateStoreException failure(String what, Exception failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    var reason = String.valueOf(deepest.getMessage()).lines().findFirst().orElse("no message");
    return new StateStoreException(
        "Cannot %s the alarm clock: %s".formatted(what, reason), true, failure);
  }

  @Override
  public void close() {
    Running ended;
    synchronized (this) {
      isClosed = true;
      ended = running;
      running = null;
    }
    if (ended != null) {
      end(ended);
    }
  }

  /** What Quartz's threads wait for in the database ends with the connections. */
  private static void end(Running ended) {
    var end = Thread.ofPlatform().daemon().name("alarm-end").start(ended.quartz()::shutdown);
    try {
      end.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ended.pool().close();
  }
}

package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.statestore.PlatformState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that continuously begin and end runs, at a rate that does not depend on the daemon: first
 * those of nodes that wait for their job, then others in random order. A job that gets WAIT asks
 * again later.
 */
final class SoakJobs implements AutoCloseable {

  private static final int MOST_AT_ONCE = 8;
  private static final int MOST_NODES = 2_000;

  private record Job(String platform, NodeKey node) {}

  private final DaemonUnderTest daemon;
  private final int perSecond;
  private final SplittableRandom random;
  private final List<Job> jobs;
  private final Map<Job, String> fingerprints = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Job> due = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Long> begins = new ConcurrentLinkedQueue<>();
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);
  private final AtomicLong ended = new AtomicLong();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final ScheduledExecutorService pace =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("soak-pace").factory());
  private final ThreadPoolExecutor clients =
      new ThreadPoolExecutor(
          MOST_AT_ONCE,
          MOST_AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("soak-job-", 0).factory());

  /** Jobs for the nodes of all platforms, which must be in the store; they are not started. */
  SoakJobs(DaemonUnderTest daemon, int perSecond, long seed) {
    this.daemon = daemon;
    this.perSecond = perSecond;
    this.random = new SplittableRandom(seed);
    this.jobs = jobs(daemon);
  }

  private static List<Job> jobs(DaemonUnderTest daemon) {
    var jobs = new ArrayList<Job>();
    for (var platform : daemon.store().platforms().all()) {
      daemon
          .store()
          .rollouts()
          .allNodes(platform.id(), NodeKind.INGEST.prefix(), MOST_NODES)
          .stream()
          .filter(it -> it.key().isA(NodeKind.INGEST))
          .forEach(it -> jobs.add(new Job(platform.id().name(), it.key())));
    }
    if (jobs.isEmpty()) {
      throw new BenchException("No node has a job", null);
    }
    return jobs;
  }

  /** Starts the jobs. */
  void start() {
    // Start all threads at once, so that their number does not look like growth.
    var _ = clients.prestartAllCoreThreads();
    var period = Duration.ofSeconds(1).dividedBy(perSecond).toNanos();
    var _ = pace.scheduleAtFixedRate(this::next, period, period, TimeUnit.NANOSECONDS);
  }

  /** Runs the jobs of waiting nodes next. */
  void runWaitingNext(List<PlatformState> platforms) {
    for (var platform : platforms) {
      daemon.store().rollouts().awaitingNodes(platform.id()).stream()
          .filter(node -> node.isA(NodeKind.INGEST))
          .map(node -> new Job(platform.id().name(), node))
          .filter(job -> !due.contains(job))
          .forEach(due::add);
    }
  }

  private void next() {
    if (!free.tryAcquire()) {
      return;
    }
    var waiting = due.poll();
    var job = waiting == null ? jobs.get(random.nextInt(jobs.size())) : waiting;
    clients.execute(() -> {
      try {
        run(job);
      } catch (RuntimeException e) {
        failure.compareAndSet(null, e);
      } finally {
        free.release();
      }
    });
  }

  private void run(Job job) {
    var start = System.nanoTime();
    var reply =
        daemon.client().begin(job.platform(), job.node().value(), "soak", fingerprints.get(job));
    var answer = reply.body();
    switch (answer.path("action").asText()) {
      case "RUN", "RECONCILE" -> end(job, answer, start);
      case "WAIT" -> {} // another run of the node is live
      default ->
          throw new BenchException(
              "Cannot begin a run of %s: the daemon answered %d: %s"
                  .formatted(job.node(), reply.status(), answer),
              null);
    }
  }

  private void end(Job job, JsonNode answer, long start) {
    begins.add(System.nanoTime() - start);
    var fingerprint = answer.path("fingerprint").asText("");
    if (!fingerprint.isEmpty()) {
      fingerprints.put(job, fingerprint);
    }
    var reply = daemon.client().end(answer.path("run").asText());
    if (reply.status() != 200) {
      throw new BenchException(
          "Cannot end a run: the daemon answered %d: %s".formatted(reply.status(), reply.body()),
          null);
    }
    ended.incrementAndGet();
  }

  /** The number of ended runs. */
  long ended() {
    return ended.get();
  }

  /**
   * The durations of begins since the last call.
   *
   * @throws BenchException when a job got an unexpected answer
   */
  DurationSamples takeBeginDurations() {
    var failed = failure.get();
    if (failed != null) {
      throw new BenchException("A job failed: " + failed.getMessage(), failed);
    }
    var taken = new ArrayList<Long>();
    for (var begin = begins.poll(); begin != null; begin = begins.poll()) {
      taken.add(begin);
    }
    Collections.sort(taken);
    return DurationSamples.of(taken.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public void close() {
    pace.shutdownNow();
    clients.shutdown();
    try {
      if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
        clients.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      clients.shutdownNow();
    }
  }
}

package io.trueup.listener.lab.bench;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.PlatformId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Measures how many runs jobs can begin and end on realized nodes. */
final class RunBenchmark {

  private static final int CLIENTS = 8;
  private static final int MOST_NODES = 1_000;

  private record Job(String platform, NodeKey node, Fingerprint fingerprint) {}

  private final DaemonUnderTest daemon;
  private final Duration length;
  private final ProgressLog progress;

  RunBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.length = Duration.ofSeconds(options.seconds());
    this.progress = progress;
  }

  List<Figure> measure() {
    progress.log("(e) beginning and ending runs, %d jobs at a time".formatted(CLIENTS));
    var jobs = jobs();
    var _ =
        LoadGenerator.saturating(
            CLIENTS, Duration.ofSeconds(1), client -> run(jobs.get(client % jobs.size())));
    var begins = new ConcurrentLinkedQueue<Long>();
    var pairs =
        LoadGenerator.saturating(
            CLIENTS, length, client -> begins.add(run(jobs.get(client % jobs.size()))));
    var begin = DurationSamples.of(begins.stream().mapToLong(Long::longValue).toArray());
    return List.of(
        Figure.of("run.throughput", "runs begun and ended per second", pairs.perSecond(), "1/s"),
        Figure.of("run.begin.p50", "begin, p50", begin.millis(50), "ms"),
        Figure.of("run.begin.p99", "begin, p99", begin.millis(99), "ms"),
        Figure.of("run.pair.p99", "begin and end, p99", pairs.samples().millis(99), "ms"));
  }

  private List<Job> jobs() {
    var jobs = new ArrayList<Job>();
    for (var platform : daemon.store().platforms().all()) {
      jobs.addAll(jobs(platform.id()));
    }
    if (jobs.isEmpty()) {
      throw new BenchException("No node with a job is realized", null);
    }
    return jobs;
  }

  private List<Job> jobs(PlatformId platform) {
    var jobs = new ArrayList<Job>();
    for (var node :
        daemon.store().rollouts().allNodes(platform, NodeKind.INGEST.prefix(), MOST_NODES)) {
      var realized = node.realized();
      if (realized != null
          && node.state() == NodeState.REALIZED
          && node.key().isA(NodeKind.INGEST)) {
        jobs.add(new Job(platform.name(), node.key(), realized));
      }
    }
    return jobs;
  }

  /** Begins and ends a run. Returns the nanoseconds that the begin took. */
  private long run(Job job) {
    var start = System.nanoTime();
    var answer =
        daemon
            .client()
            .begin(job.platform(), job.node().value(), "bench", job.fingerprint().toString());
    var took = System.nanoTime() - start;
    if (!answer.body().path("action").asText().equals("RUN")) {
      throw new BenchException(
          "A job of %s got no RUN: %s".formatted(job.node(), answer.body()), null);
    }
    daemon.client().end(answer.body().path("run").asText());
    return took;
  }
}

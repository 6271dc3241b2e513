package io.trueup.listener.lab.bench;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.PlatformId;
import java.util.ArrayList;
import java.util.List;

/** Jobs of realized nodes, which run at once. Safe for any thread. */
final class RealizedJobs {

  private static final int MOST_NODES = 1_000;

  private final DaemonUnderTest daemon;
  private final List<Job> jobs;

  private RealizedJobs(DaemonUnderTest daemon, List<Job> jobs) {
    this.daemon = daemon;
    this.jobs = List.copyOf(jobs);
  }

  private record Job(String platform, NodeKey node, Fingerprint fingerprint) {}

  /** One for each of the daemon's realized nodes with a job. */
  static RealizedJobs of(DaemonUnderTest daemon) {
    var jobs = new ArrayList<Job>();
    for (var platform : daemon.store().platforms().all()) {
      jobs.addAll(jobs(daemon, platform.id()));
    }
    if (jobs.isEmpty()) {
      throw new BenchException("No node with a job is realized", null);
    }
    return new RealizedJobs(daemon, jobs);
  }

  private static List<Job> jobs(DaemonUnderTest daemon, PlatformId platform) {
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

  /**
   * Begins and ends a run of one of the jobs. Returns the nanoseconds that the begin took.
   *
   * @param number chooses the job
   */
  long run(int number) {
    var job = jobs.get(number % jobs.size());
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

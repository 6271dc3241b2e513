package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.PlatformId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Jobs of realized nodes, over connections that stay open. Safe for any thread. */
final class RealizedJobs implements AutoCloseable {

  private static final int MOST_NODES = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DaemonUnderTest daemon;
  private final List<Job> jobs;
  private final ClientPool clients;

  private RealizedJobs(DaemonUnderTest daemon, List<Job> jobs) {
    this.daemon = daemon;
    this.clients = new ClientPool(daemon.address("/"));
    this.jobs = List.copyOf(jobs);
  }

  /** A node with the request that begins its job. */
  private static final class Job {
    private final NodeKey node;
    private final byte[] begin;

    Job(NodeKey node, byte[] begin) {
      this.node = node;
      this.begin = begin;
    }
  }

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
        jobs.add(new Job(node.key(), begin(daemon, platform, node.key(), realized)));
      }
    }
    return jobs;
  }

  private static byte[] begin(
      DaemonUnderTest daemon, PlatformId platform, NodeKey node, Fingerprint fingerprint) {
    return post(
        daemon,
        "/api/v1/runs",
        Map.of(
            "platform", platform.name(),
            "node", node.value(),
            "job", "bench",
            "fingerprint", fingerprint.toString()));
  }

  private static byte[] post(DaemonUnderTest daemon, String path, Map<String, String> body) {
    try {
      return KeepAliveClient.post(
          daemon.address(path),
          daemon.client().authorization() + "Content-Type: application/json\r\n",
          JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written as JSON", e);
    }
  }

  /** Health checks over the same connections, one for each number that is accepted. */
  IntConsumer healthChecks() {
    var check = KeepAliveClient.get(daemon.address("/healthz"), "");
    return _ -> clients.send(check).expect(200);
  }

  /**
   * Begins and ends a run of one of the jobs. Returns the nanoseconds that the begin took.
   *
   * @param number chooses the job
   */
  long run(int number) {
    var job = jobs.get(number % jobs.size());
    return clients.with(client -> {
      var start = System.nanoTime();
      var answer = client.send(job.begin);
      var took = System.nanoTime() - start;
      var end = "/api/v1/runs/%s/end".formatted(runOf(job, answer));
      client.send(post(daemon, end, Map.of("outcome", "succeeded"))).expect(200);
      return took;
    });
  }

  private static String runOf(Job job, KeepAliveClient.Answer answer) {
    try {
      var body = JSON.readTree(answer.body());
      if (body.path("action").asText().equals("RUN")) {
        return body.path("run").asText();
      }
    } catch (JsonProcessingException _) {
      // it is shown as it is
    }
    throw new BenchException("A job of %s got no RUN: %s".formatted(job.node, answer.body()), null);
  }

  @Override
  public void close() {
    clients.close();
  }
}

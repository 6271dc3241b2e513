package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.PlatformId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Measures how many runs jobs can begin and end on realized nodes. */
final class RunBenchmark {

  private static final int FEW = 8;
  private static final int MANY = 256;
  private static final int RATE = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private static final int MOST_NODES = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A node with the request that begins its job. */
  private record Job(NodeKey node, byte[] begin) {}

  private final DaemonUnderTest daemon;
  private final Duration length;
  private final ProgressLog progress;

  RunBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.length = Duration.ofSeconds(options.seconds());
    this.progress = progress;
  }

  List<Figure> measure() {
    try (var clients = new ClientPool(daemon.address("/"))) {
      return measure(jobs(), clients);
    }
  }

  private List<Figure> measure(List<Job> jobs, ClientPool clients) {
    progress.log("(e) beginning and ending runs: warming up");
    var _ =
        LoadGenerator.saturating(
            FEW, WARM_UP, client -> run(clients, jobs.get(client % jobs.size())));
    var figures = new ArrayList<Figure>();
    saturate(FEW, "", jobs, clients, figures);
    saturate(MANY, ".many", jobs, clients, figures);
    progress.log("(e) beginning and ending runs, %d arrive a second".formatted(RATE));
    var begins = new ConcurrentLinkedQueue<Long>();
    var open =
        LoadGenerator.constantRate(
            RATE, length, number -> begins.add(run(clients, jobs.get(number % jobs.size()))));
    var begin = samples(begins);
    figures.add(
        Figure.of(
            "run.open.begin.p99",
            "begin, %d pairs arrive a second, p99".formatted(RATE),
            begin.millis(99),
            "ms"));
    figures.add(
        Figure.of(
            "run.open.pair.p99",
            "begin and end from the scheduled arrival, p99",
            open.samples().millis(99),
            "ms"));
    return figures;
  }

  /** Jobs that begin and end runs as fast as they are answered, beside health checks of as many. */
  private void saturate(
      int many, String suffix, List<Job> jobs, ClientPool clients, List<Figure> figures) {
    progress.log("(e) beginning and ending runs, %d jobs at a time".formatted(many));
    var check = KeepAliveClient.get(daemon.address("/healthz"), "");
    var health = LoadGenerator.saturating(many, length, _ -> clients.send(check).expect(200));
    var begins = new ConcurrentLinkedQueue<Long>();
    var pairs =
        LoadGenerator.saturating(
            many, length, client -> begins.add(run(clients, jobs.get(client % jobs.size()))));
    var baseline =
        Figure.of(
            "run.healthz" + suffix,
            "health checks per second of %d clients".formatted(many),
            health.perSecond(),
            "1/s");
    var begin = samples(begins);
    figures.add(baseline);
    figures.add(
        Figure.of(
                "run.throughput" + suffix,
                "runs begun and ended per second, %d jobs at a time".formatted(many),
                pairs.perSecond(),
                "1/s")
            .relativeTo(baseline));
    figures.add(
        Figure.of("run.begin%s.p50".formatted(suffix), "begin, p50", begin.millis(50), "ms"));
    figures.add(
        Figure.of("run.begin%s.p99".formatted(suffix), "begin, p99", begin.millis(99), "ms"));
    figures.add(
        Figure.of(
            "run.pair%s.p99".formatted(suffix),
            "begin and end, p99",
            pairs.samples().millis(99),
            "ms"));
  }

  private static DurationSamples samples(Collection<Long> nanos) {
    return DurationSamples.of(nanos.stream().mapToLong(Long::longValue).toArray());
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
        jobs.add(new Job(node.key(), begin(platform, node.key(), realized)));
      }
    }
    return jobs;
  }

  private byte[] begin(PlatformId platform, NodeKey node, Fingerprint fingerprint) {
    return post(
        "/api/v1/runs",
        Map.of(
            "platform", platform.name(),
            "node", node.value(),
            "job", "bench",
            "fingerprint", fingerprint.toString()));
  }

  private byte[] post(String path, Map<String, String> body) {
    try {
      return KeepAliveClient.post(
          daemon.address(path),
          daemon.client().authorization() + "Content-Type: application/json\r\n",
          JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts can always be written as JSON", e);
    }
  }

  /** Begins and ends a run over one connection. Returns the nanoseconds that the begin took. */
  private long run(ClientPool clients, Job job) {
    return clients.with(client -> {
      var start = System.nanoTime();
      var answer = client.send(job.begin());
      var took = System.nanoTime() - start;
      var run = run(job, answer);
      client
          .send(post("/api/v1/runs/%s/end".formatted(run), Map.of("outcome", "succeeded")))
          .expect(200);
      return took;
    });
  }

  private static String run(Job job, KeepAliveClient.Answer answer) {
    try {
      var body = JSON.readTree(answer.body());
      if (body.path("action").asText().equals("RUN")) {
        return body.path("run").asText();
      }
    } catch (JsonProcessingException _) {
      // it is shown as it is
    }
    throw new BenchException(
        "A job of %s got no RUN: %s".formatted(job.node(), answer.body()), null);
  }
}

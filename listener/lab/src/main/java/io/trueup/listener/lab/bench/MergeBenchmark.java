package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.statestore.PlatformState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures a merge of one changed dataset through a whole daemon, from the 202 until every
 * platform's target is the new version.
 */
final class MergeBenchmark {

  private final DaemonUnderTest daemon;
  private final ModelRepository repository;
  private final EcosystemGenerator generator;
  private final String name;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * A benchmark that has not started.
   *
   * @param repository an empty repository that the daemon follows
   * @param name of the figures' group
   */
  MergeBenchmark(
      DaemonUnderTest daemon,
      ModelRepository repository,
      EcosystemGenerator generator,
      String name,
      ProgressLog progress) {
    this.daemon = daemon;
    this.repository = repository;
    this.generator = generator;
    this.name = name;
    this.progress = progress;
  }

  List<Figure> measure(int merges) {
    progress.log("(c) %s: the first merge, of everything".formatted(name));
    var first = repository.commit("Declare everything", generator.files());
    daemon.announce(first.value());
    var target = ResourceUsage.of(() -> daemon.awaitTargets(1));
    var rest = ResourceUsage.of(daemon::awaitRealized);
    add("first.target", "first merge, from the 202 to all targets moved", target.wallMillis());
    add(
        "first.realized",
        "first merge, from the 202 to all realized, %s steps".formatted(steps()),
        target.wallMillis() + rest.wallMillis());
    progress.log("(c) %s: %d merges of one changed dataset".formatted(name, merges));
    merges(merges);
    return figures;
  }

  private String steps() {
    return daemon.queryValue("SELECT sum(steps) FROM trueup.rollout");
  }

  private void merges(int merges) {
    var targets = new long[merges];
    var realized = new long[merges];
    var begins = new ArrayList<Long>();
    var cpu = 0L;
    for (var i = 0; i < merges; i++) {
      var commit = repository.commit("Change one dataset", Stream.of(generator.changedFile(i + 1)));
      daemon.announce(commit.value());
      var version = i + 2;
      var moved = ResourceUsage.of(() -> daemon.awaitTargets(version));
      var jobs = runJobs();
      begins.addAll(jobs);
      var rest = ResourceUsage.of(daemon::awaitRealized);
      targets[i] = moved.wallNanos();
      realized[i] = moved.wallNanos() + sum(jobs) + rest.wallNanos();
      cpu += moved.cpuNanos();
    }
    var samples = DurationSamples.of(targets);
    add("target.p50", "from the 202 to all targets moved", samples.millis(50));
    add("target.p99", "the same, p99 of %d".formatted(merges), samples.millis(99));
    add("target.cpu", "the same, mean CPU of the process", cpu / 1e6 / merges);
    add("realized.p50", "from the 202 to all realized", DurationSamples.of(realized).millis(50));
    if (!begins.isEmpty()) {
      var nodes = DurationSamples.of(begins.stream().mapToLong(Long::longValue).toArray());
      add(
          "node-time.p50",
          "a job's begin that reconciles its node, %d times".formatted(nodes.size()),
          nodes.millis(50));
      add("node-time.p99", "the same, p99", nodes.millis(99));
    }
  }

  /** Runs the jobs of all waiting nodes. Returns the nanoseconds that each begin took. */
  private List<Long> runJobs() {
    var took = new ArrayList<Long>();
    for (var platform : daemon.store().platforms().all()) {
      for (var node : daemon.store().rollouts().awaitingNodes(platform.id())) {
        if (node.isA(NodeKind.INGEST)) {
          took.add(runJob(platform, node));
        }
      }
    }
    return took;
  }

  private long runJob(PlatformState platform, NodeKey node) {
    var start = System.nanoTime();
    var answer = daemon.client().begin(platform.id().name(), node.value(), "bench", null);
    var took = System.nanoTime() - start;
    require("RECONCILE", answer.body(), node);
    daemon.client().end(answer.body().path("run").asText());
    return took;
  }

  private static void require(String action, JsonNode answer, NodeKey node) {
    if (!answer.path("action").asText().equals(action)) {
      throw new BenchException("A job of %s got no %s: %s".formatted(node, action, answer), null);
    }
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  private void add(String figure, String what, double millis) {
    figures.add(Figure.of("merge.%s.%s".formatted(name, figure), what, millis, "ms"));
  }
}

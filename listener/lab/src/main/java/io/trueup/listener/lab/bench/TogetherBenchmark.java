package io.trueup.listener.lab.bench;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.statestore.PlatformId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Measures jobs that all begin when a merge has changed the nodes of one container, each of which
 * gets a column: first one job for each node, compared with jobs that begin one after the other;
 * then many jobs for each node.
 */
final class TogetherBenchmark {

  private static final String RUNS = "SELECT id FROM trueup.run";

  private static final String LIVE =
      """
      SELECT u.id
        FROM trueup.run u
        JOIN trueup.platform p ON p.id = u.platform
       WHERE p.name = 'Live'
         AND u.state IN ('RECONCILING', 'OPEN')
         AND u.expires_at > clock_timestamp()
      """;

  private static final int COLUMNS = 20;
  private static final int ONE_BY_ONE = 50;
  private static final int CONNECTIONS = 400;
  private static final int HEALTH_CHECKS = 200;
  private static final long SEED = 1;
  static final PlatformId TOGETHER = new PlatformId(DaemonUnderTest.SOURCE, "Live");
  private static final PlatformId SINGLY = new PlatformId(DaemonUnderTest.SOURCE, "Forensic");

  private final DaemonUnderTest daemon;
  private final ModelRepository repository;
  private final EcosystemGenerator generator;
  private final int nodes;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();
  private int version;

  /**
   * A benchmark that has not started.
   *
   * @param repository an empty repository that the daemon follows
   * @param nodes with a job, on each of two platforms in one container
   */
  TogetherBenchmark(
      DaemonUnderTest daemon, ModelRepository repository, int nodes, ProgressLog progress) {
    this.daemon = daemon;
    this.repository = repository;
    this.generator = new EcosystemGenerator(shape(nodes), daemon.postgresPort());
    this.nodes = nodes;
    this.progress = progress;
  }

  /** One dataset in each store, and a workspace on each platform that reads all of them. */
  private static EcosystemSpec shape(int nodes) {
    return new EcosystemSpec(
        nodes,
        COLUMNS,
        nodes,
        Math.min(nodes, 100),
        2,
        0,
        nodes,
        Math.max(1, nodes / 10),
        SEED,
        EcosystemSpec.Format.JSON,
        "postgres");
  }

  /** A job's answer, and how long it took from the moment at which all began. */
  record Answered(
      NodeKey node,
      String action,
      int statements,
      String run,
      long version,
      String fingerprint,
      long nanos) {}

  /**
   * Measures.
   *
   * @param jobs that begin at once after the second merge, spread over the nodes
   */
  List<Figure> measure(int jobs) {
    realizeEverything();
    var health = health();
    figures.add(health);
    changeEverything();
    var one = oneByOne();
    figures.add(one.relativeTo(health));
    together(one, health);
    changeEverything();
    flip(jobs);
    return figures;
  }

  /** Realizes the first version. */
  void realizeEverything() {
    progress.log("(h) realizing %,d nodes on each of two platforms".formatted(nodes));
    var first = repository.commit("Declare everything", generator.files());
    daemon.announce(first.value());
    version = 1;
    daemon.awaitTargets(version);
    daemon.awaitRealized();
  }

  /** Merges a change of every node, and waits until its job has to bring each to its target. */
  void changeEverything() {
    var commit = repository.commit("Change every dataset", generator.filesWithColumns(version));
    daemon.announce(commit.value());
    daemon.awaitTargets(++version);
  }

  List<NodeKey> awaiting(PlatformId platform) {
    return daemon.store().rollouts().awaitingNodes(platform).stream()
        .filter(it -> it.isA(NodeKind.INGEST))
        .toList();
  }

  private Figure health() {
    var nanos = new long[HEALTH_CHECKS];
    for (var i = 0; i < HEALTH_CHECKS; i++) {
      var start = System.nanoTime();
      daemon.client().read("/healthz");
      nanos[i] = System.nanoTime() - start;
    }
    return Figure.of(
        "reconcile.health", "a health check, p50", DurationSamples.of(nanos).millis(50), "ms");
  }

  private Figure oneByOne() {
    progress.log("(h) %d jobs, one after the other".formatted(ONE_BY_ONE));
    var some = awaiting(SINGLY).stream().limit(ONE_BY_ONE).toList();
    var nanos = new ArrayList<Long>();
    for (var node : some) {
      var answer = begin(SINGLY, node, System.nanoTime());
      require(answer);
      nanos.add(answer.nanos());
      daemon.client().end(answer.run());
    }
    return Figure.of(
        "reconcile.single",
        "a begin that reconciles its node, jobs one after the other, p50",
        DurationSamples.of(nanos.stream().mapToLong(Long::longValue).toArray()).millis(50),
        "ms");
  }

  private void together(Figure one, Figure health) {
    var waiting = awaiting(TOGETHER);
    progress.log("(h) %,d jobs at once, one for each node".formatted(waiting.size()));
    var answers = beginAll(TOGETHER, waiting);
    answers.forEach(TogetherBenchmark::require);
    end(answers);
    var samples = samples(answers);
    figures.add(
        Figure.of(
            "reconcile.together",
            "%,d jobs begin at once on nodes that each get a column, until the last answer"
                .formatted(waiting.size()),
            samples.millis(100) / 1e3,
            "s"));
    figures.add(
        Figure.of(
                "reconcile.together.each",
                "the same, for each node",
                samples.millis(100) / waiting.size(),
                "ms")
            .relativeTo(one));
    figures.add(
        Figure.of("reconcile.together.p50", "the same, begin p50", samples.millis(50), "ms")
            .relativeTo(health));
  }

  private void flip(int jobs) {
    var waiting = awaiting(TOGETHER);
    progress.log("(h) %,d jobs at once for %,d nodes".formatted(jobs, waiting.size()));
    var asked = new ArrayList<NodeKey>();
    for (var i = 0; i < jobs; i++) {
      asked.add(waiting.get(i % waiting.size()));
    }
    Collections.shuffle(asked, new Random(SEED));
    var targets = targets(waiting);
    var answers = beginAll(TOGETHER, asked);
    requireTrue(new FlipCheck(targets, version), answers);
    end(answers);
    var samples = samples(answers);
    var actions = new TreeMap<String, Integer>();
    answers.forEach(it -> actions.merge(it.action(), 1, Integer::sum));
    var changed = changes(answers);
    figures.add(
        Figure.of(
            "flip.begin",
            "%,d jobs begin at once at a flip of %,d nodes, all answered: %s"
                .formatted(jobs, waiting.size(), actions),
            samples.millis(100) / 1e3,
            "s"));
    figures.add(Figure.of("flip.begin.p50", "the same, begin p50", samples.millis(50), "ms"));
    figures.add(
        Figure.of(
            "flip.begin.per-node",
            "times that the DDL of a node ran",
            changed.size() * 1.0 / waiting.size(),
            ""));
  }

  /** How often jobs were told that statements ran for their node. */
  static Map<NodeKey, Integer> changes(List<Answered> answers) {
    var changes = new TreeMap<NodeKey, Integer>();
    answers.stream()
        .filter(it -> it.statements() > 0)
        .forEach(it -> changes.merge(it.node(), 1, Integer::sum));
    return changes;
  }

  private Map<NodeKey, String> targets(List<NodeKey> nodes) {
    var targets = new TreeMap<NodeKey, String>();
    for (var node : nodes) {
      daemon
          .store()
          .rollouts()
          .node(TOGETHER, node)
          .ifPresent(it -> targets.put(node, String.valueOf(it.target())));
    }
    return targets;
  }

  private void requireTrue(FlipCheck check, List<Answered> answers) {
    var problems =
        check.problems(
            answers, Set.copyOf(daemon.queryColumn(RUNS)), Set.copyOf(daemon.queryColumn(LIVE)));
    if (!problems.isEmpty()) {
      throw new BenchException(
          "%,d answers are wrong, such as: %s".formatted(problems.size(), problems.getFirst()),
          null);
    }
  }

  /** Begins a run of each node at once. */
  List<Answered> beginAll(PlatformId platform, List<NodeKey> asked) {
    var answers = new ConcurrentLinkedQueue<Answered>();
    var connections = new Semaphore(CONNECTIONS, true);
    var start = new CountDownLatch(1);
    var began = new long[1];
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var node : asked) {
        threads.execute(() -> {
          awaitUninterruptibly(start);
          connections.acquireUninterruptibly();
          try {
            answers.add(begin(platform, node, began[0]));
          } finally {
            connections.release();
          }
        });
      }
      began[0] = System.nanoTime();
      start.countDown();
    }
    if (answers.size() != asked.size()) {
      throw new BenchException(
          "%,d jobs asked, and %,d were answered".formatted(asked.size(), answers.size()), null);
    }
    return List.copyOf(answers);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    }
  }

  private Answered begin(PlatformId platform, NodeKey node, long since) {
    var reply = daemon.client().begin(platform.name(), node.value(), "bench", null);
    var took = System.nanoTime() - since;
    if (reply.status() != 200) {
      throw new BenchException(
          "A job of %s got %d: %s".formatted(node, reply.status(), reply.body()), null);
    }
    var body = reply.body();
    return new Answered(
        node,
        body.path("action").asText(),
        body.path("statements").size(),
        body.path("run").asText(""),
        body.path("version").asLong(),
        body.path("fingerprint").asText(""),
        took);
  }

  /** Ends the runs of jobs that have one. */
  void end(List<Answered> answers) {
    try (var threads = Executors.newFixedThreadPool(8)) {
      answers.stream()
          .filter(it -> !it.run().isEmpty())
          .forEach(it -> threads.execute(() -> daemon.client().end(it.run())));
    }
  }

  private static void require(Answered answer) {
    if (!answer.action().equals("RECONCILE") || answer.statements() == 0) {
      throw new BenchException("A job got another answer than RECONCILE: " + answer, null);
    }
  }

  private static DurationSamples samples(List<Answered> answers) {
    return DurationSamples.of(answers.stream().mapToLong(Answered::nanos).toArray());
  }
}

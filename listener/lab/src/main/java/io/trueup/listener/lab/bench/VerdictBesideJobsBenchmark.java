package io.trueup.listener.lab.bench;

import io.trueup.statestore.CommitId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures begins of jobs at a low steady rate: first alone, then while the daemon fetches and
 * checks a merge that declares a large store, which no platform uses.
 */
final class VerdictBesideJobsBenchmark {

  private static final int RATE = 20;
  private static final Duration ALONE = Duration.ofSeconds(8);

  /** Datasets of the merge for each of the ecosystem. */
  private static final int TIMES = 10;

  private final DaemonUnderTest daemon;
  private final ModelRepository repository;
  private final EcosystemSpec shape;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  /**
   * A benchmark that has not started.
   *
   * @param repository that the daemon follows, with an ecosystem whose nodes are realized
   * @param shape decides about the size of the merge
   */
  VerdictBesideJobsBenchmark(
      DaemonUnderTest daemon,
      ModelRepository repository,
      EcosystemSpec shape,
      ProgressLog progress) {
    this.daemon = daemon;
    this.repository = repository;
    this.shape = shape;
    this.progress = progress;
  }

  List<Figure> measure() {
    var datasets = TIMES * shape.datasets();
    var store = new LargeStore(EcosystemGenerator.qualifiedTeam(0), datasets, shape.columns());
    progress.log("(e) begins beside a verdict: a store of %,d datasets".formatted(datasets));
    var commit = repository.commit("Declare a large store", store.storeFiles());
    var version = newestVersion() + 1;
    try (var jobs = RealizedJobs.of(daemon)) {
      measure(jobs, commit, version, datasets);
    }
    return figures;
  }

  private void measure(RealizedJobs jobs, CommitId commit, long version, int datasets) {
    var alone = new ConcurrentLinkedQueue<Long>();
    progress.log("(e) %d begins a second, alone".formatted(RATE));
    var _ = LoadGenerator.constantRate(RATE, ALONE, it -> alone.add(jobs.run(it)));
    progress.log("(e) %d begins a second, beside the verdict".formatted(RATE));
    var beside = new ConcurrentLinkedQueue<Long>();
    var start = System.nanoTime();
    daemon.announce(commit.value());
    var load =
        LoadGenerator.constantRate(
            RATE, _ -> !daemon.hasVerdict(version), it -> beside.add(jobs.run(it)));
    var verdict = System.nanoTime() - start;
    daemon.awaitTargets(version);
    add(DurationSamples.of(alone), DurationSamples.of(beside));
    figures.add(
        Figure.of(
            "run.verdict.wall",
            "the delivery to the verdict on %,d datasets, %d begins meanwhile"
                .formatted(datasets, load.samples().size()),
            verdict / 1e6,
            "ms"));
  }

  private long newestVersion() {
    return daemon.store().platforms().all().getFirst().target().version();
  }

  private void add(DurationSamples alone, DurationSamples beside) {
    add("p50", "p50", alone.millis(50), beside.millis(50));
    add("p99", "p99", alone.millis(99), beside.millis(99));
    add("max", "longest", alone.millis(100), beside.millis(100));
  }

  private void add(String name, String what, double alone, double beside) {
    var baseline =
        Figure.of(
            "run.alone.begin." + name,
            "begin, %d arrive a second, %s".formatted(RATE, what),
            alone,
            "ms");
    figures.add(baseline);
    figures.add(
        Figure.of(
                "run.verdict.begin." + name,
                "the same while a verdict is under way, " + what,
                beside,
                "ms")
            .relativeTo(baseline));
  }
}

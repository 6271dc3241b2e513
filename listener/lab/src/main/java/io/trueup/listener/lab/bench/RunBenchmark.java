package io.trueup.listener.lab.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Measures how many runs jobs can begin and end on realized nodes. */
final class RunBenchmark {

  private static final int FEW = 8;
  private static final int MANY = 256;
  private static final int RATE = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(1);
  private final DaemonUnderTest daemon;
  private final Duration length;
  private final ProgressLog progress;

  RunBenchmark(DaemonUnderTest daemon, BenchOptions options, ProgressLog progress) {
    this.daemon = daemon;
    this.length = Duration.ofSeconds(options.seconds());
    this.progress = progress;
  }

  List<Figure> measure() {
    try (var jobs = RealizedJobs.of(daemon)) {
      return measure(jobs);
    }
  }

  private List<Figure> measure(RealizedJobs jobs) {
    progress.log("(e) beginning and ending runs: warming up");
    var _ = LoadGenerator.saturating(FEW, WARM_UP, client -> jobs.run(client));
    var figures = new ArrayList<Figure>();
    saturate(FEW, "", jobs, figures);
    saturate(MANY, ".many", jobs, figures);
    progress.log("(e) beginning and ending runs, %d arrive a second".formatted(RATE));
    var begins = new ConcurrentLinkedQueue<Long>();
    var open = LoadGenerator.constantRate(RATE, length, number -> begins.add(jobs.run(number)));
    var begin = DurationSamples.of(begins);
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
  private void saturate(int clients, String suffix, RealizedJobs jobs, List<Figure> figures) {
    progress.log("(e) beginning and ending runs, %d jobs at a time".formatted(clients));
    var health = LoadGenerator.saturating(clients, length, jobs.healthChecks());
    var begins = new ConcurrentLinkedQueue<Long>();
    var pairs = LoadGenerator.saturating(clients, length, client -> begins.add(jobs.run(client)));
    var baseline =
        Figure.of(
            "run.healthz" + suffix,
            "health checks per second of %d clients".formatted(clients),
            health.perSecond(),
            "1/s");
    var begin = DurationSamples.of(begins);
    figures.add(baseline);
    figures.add(
        Figure.of(
                "run.throughput" + suffix,
                "runs begun and ended per second, %d jobs at a time".formatted(clients),
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
}

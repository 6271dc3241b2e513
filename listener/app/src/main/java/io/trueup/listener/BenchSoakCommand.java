package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.EcosystemSpec;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.Soak;
import io.trueup.listener.lab.bench.SoakOptions;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps a daemon busy and checks that its use of resources stays flat. */
@Command(
    name = "soak",
    description = {
      "Merge into a daemon for an hour while jobs run, and check that memory, threads, files, the"
          + " mirror and latencies stay flat.",
      "Everything runs on loopback, in a temporary folder that is removed afterwards. The exit code"
          + " is 1 when something is not flat. See docs/benchmarks.md for the meaning of flat."
    },
    mixinStandardHelpOptions = true)
final class BenchSoakCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

  @Option(
      names = "--minutes",
      defaultValue = "60",
      description = "The duration in minutes. Default: ${DEFAULT-VALUE}.")
  private double minutes;

  @Option(
      names = "--merge-every",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description = "Seconds between merges. Default: ${DEFAULT-VALUE}.")
  private double mergeEvery;

  @Option(
      names = "--sample-every",
      defaultValue = "30",
      paramLabel = "SECONDS",
      description = "Seconds between samples. Default: ${DEFAULT-VALUE}.")
  private double sampleEvery;

  @Option(
      names = "--runs-per-second",
      defaultValue = "8",
      description = "Job runs per second. Default: ${DEFAULT-VALUE}.")
  private int runsPerSecond;

  @Option(
      names = "--datasets",
      defaultValue = "200",
      description = "The number of datasets. Default: ${DEFAULT-VALUE}.")
  private int datasets;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The seed of the generated ecosystem. Default: ${DEFAULT-VALUE}.")
  private long seed;

  BenchSoakCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return Soak.run(options(), environment, progress);
  }

  private SoakOptions options() {
    var tenth = Math.max(1, datasets / 10);
    return SoakOptions.of(
        new EcosystemSpec(
            datasets,
            10,
            tenth,
            50,
            tenth,
            0,
            10,
            tenth,
            seed,
            EcosystemSpec.Format.YAML,
            "postgres"),
        duration(minutes * 60),
        duration(mergeEvery),
        duration(sampleEvery),
        runsPerSecond);
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}

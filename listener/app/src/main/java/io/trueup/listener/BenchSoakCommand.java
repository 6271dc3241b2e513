package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.gitserver.GitServerException;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.EcosystemSpec;
import io.trueup.listener.lab.bench.Soak;
import io.trueup.listener.lab.bench.SoakOptions;
import io.trueup.listener.lab.demo.DemoException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class BenchSoakCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

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

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchSoakCommand(ProcessEnvironment environment, Shell shell) {
    this.environment = environment;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    var isJson = output.equalsIgnoreCase("json");
    if (!isJson && !output.equalsIgnoreCase("text")) {
      throw new ParameterException(
          line, "The output must be 'text' or 'json', not '%s'".formatted(output));
    }
    var options = options(line);
    try {
      var report = Soak.run(options, environment, shell.err());
      shell.out().println(isJson ? report.json() : report.text());
      shell.out().flush();
      return report.isFlat() ? 0 : FAILED;
    } catch (BenchException
        | DemoException
        | DaemonException
        | GitServerException
        | GitException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }

  private SoakOptions options(CommandLine line) {
    var tenth = Math.max(1, datasets / 10);
    try {
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
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()), e);
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}

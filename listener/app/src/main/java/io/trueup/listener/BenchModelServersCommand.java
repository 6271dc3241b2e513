package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.ModelServersBenchmark;
import io.trueup.listener.lab.bench.ModelServersBenchmark.VersionOrigin;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures flips of model servers. */
@Command(
    name = "model-servers",
    description = {
      "Measure how soon model servers have a new version open, while jobs ask all of them.",
      "It fails when a question fails or is answered from another version.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchModelServersCommand implements Callable<Integer> {

  private static final Duration QUIET = Duration.ofSeconds(10);

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--datasets",
      defaultValue = "1000000",
      description = "The number of datasets. Default: ${DEFAULT-VALUE}.")
  private int datasets;

  @Option(
      names = "--instances",
      defaultValue = "8",
      description = "The number of model servers. Default: ${DEFAULT-VALUE}.")
  private int instances;

  @Option(
      names = "--merges",
      defaultValue = "5",
      description = "Merges with one model server, and with all. Default: ${DEFAULT-VALUE}.")
  private int merges;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description = "Questions a second to all model servers. Default: ${DEFAULT-VALUE}.")
  private int rate;

  @Option(
      names = "--fetch",
      description = "Each model server fetches versions from the daemon, into its own folder.")
  private boolean isFetching;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchModelServersCommand(ProcessEnvironment environment, Shell shell) {
    this.environment = environment;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try {
      var options =
          new ModelServersBenchmark.Options(
              datasets,
              instances,
              merges,
              rate,
              QUIET,
              isFetching ? VersionOrigin.DAEMON : VersionOrigin.FOLDER,
              false);
      var report = ModelServersBenchmark.run(options, environment.postgresCache(), shell.err());
      shell.out().println(output.equalsIgnoreCase("json") ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (BenchException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("trueup: " + e.getMessage());
      return 1;
    }
  }
}

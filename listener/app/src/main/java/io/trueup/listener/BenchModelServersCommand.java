package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.ModelServersBenchmark;
import io.trueup.listener.lab.bench.ModelServersBenchmark.VersionOrigin;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures flips of model servers. */
@Command(
    name = "model-servers",
    description = {
      "Measure how soon model servers have a new version open, while jobs ask all of them.",
      "It fails when a question fails or is answered from another version.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchModelServersCommand extends BenchmarkCommand {

  private static final Duration QUIET = Duration.ofSeconds(10);

  private final ProcessEnvironment environment;

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

  BenchModelServersCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    var options =
        new ModelServersBenchmark.Options(
            datasets,
            instances,
            merges,
            rate,
            QUIET,
            isFetching ? VersionOrigin.DAEMON : VersionOrigin.FOLDER,
            false);
    return ModelServersBenchmark.run(options, environment.postgresCache(), progress);
  }
}

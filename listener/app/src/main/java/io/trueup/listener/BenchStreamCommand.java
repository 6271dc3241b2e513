package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.StreamBenchmark;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures one large store as a stream of lines. */
@Command(
    name = "stream",
    description = {
      "Measure how fast a daemon with a heap of 256 MB streams one large store as lines,",
      "and how much of its heap that takes.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchStreamCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

  @Option(
      names = "--datasets",
      defaultValue = "500000",
      description = "The number of datasets. Default: ${DEFAULT-VALUE}.")
  private int datasets;

  @Option(
      names = "--columns",
      defaultValue = "100",
      description = "The columns of each dataset. Default: ${DEFAULT-VALUE}.")
  private int columns;

  BenchStreamCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return StreamBenchmark.run(datasets, columns, environment.postgresCache(), progress);
  }
}

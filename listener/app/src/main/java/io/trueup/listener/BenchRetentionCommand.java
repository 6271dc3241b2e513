package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.RetentionBenchmark;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a year of records takes. */
@Command(
    name = "retention",
    description = {
      "Measure what a year of 10,000 jobs an hour takes in the state database, with and without the"
          + " default rules.",
      "A month is written to a Postgres in a temporary folder, scaled down by --factor, and"
          + " extrapolated."
    },
    mixinStandardHelpOptions = true)
final class BenchRetentionCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

  @Option(
      names = "--factor",
      defaultValue = "0.1",
      description = "How much of the load is written, at most 1. Default: ${DEFAULT-VALUE}.")
  private double factor;

  BenchRetentionCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return RetentionBenchmark.run(factor, environment, progress);
  }
}

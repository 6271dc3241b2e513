package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.SchemaBenchmark;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the schema reconciler, alone and in a daemon. */
@Command(
    name = "schema",
    description = {
      "Measure how fast many tables are read, planned, created and changed on an embedded"
          + " Postgres,",
      "by the schema reconciler alone and by a whole daemon.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchSchemaCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

  @Option(
      names = "--tables",
      defaultValue = "10000",
      description = "The number of tables with twenty columns. Default: ${DEFAULT-VALUE}.")
  private int tables;

  @Option(
      names = "--datasets",
      defaultValue = "5000",
      description =
          "The number of datasets that a whole daemon then realizes on two platforms; 0 for none."
              + " Default: ${DEFAULT-VALUE}.")
  private int datasets;

  BenchSchemaCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return SchemaBenchmark.run(tables, datasets, environment, progress);
  }
}

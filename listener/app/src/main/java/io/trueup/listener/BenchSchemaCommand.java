package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.SchemaBenchmark;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
final class BenchSchemaCommand implements Callable<Integer> {

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

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

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchSchemaCommand(ProcessEnvironment environment, Shell shell) {
    this.environment = environment;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try {
      var report = SchemaBenchmark.run(tables, datasets, environment, shell.err());
      shell.out().println(output.equalsIgnoreCase("json") ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (BenchException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("trueup: " + e.getMessage());
      return 1;
    }
  }
}

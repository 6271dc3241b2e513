package io.trueup.listener;

import io.trueup.listener.bench.BenchException;
import io.trueup.listener.bench.SchemaBenchmark;
import io.trueup.listener.cli.Shell;
import io.trueup.listener.daemon.Surroundings;
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
      "Measure looking at, planning, making and changing many tables, on an embedded Postgres:",
      "by the schema reconciler alone, and by a whole daemon.",
      "docs/benchmarks.md says what the figures mean."
    },
    mixinStandardHelpOptions = true)
final class BenchSchemaCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--tables",
      defaultValue = "10000",
      description = "How many, of twenty columns: ${DEFAULT-VALUE}.")
  private int tables;

  @Option(
      names = "--datasets",
      defaultValue = "5000",
      description =
          "How many a whole daemon then brings to two platforms; 0 for none: ${DEFAULT-VALUE}.")
  private int datasets;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchSchemaCommand(Surroundings surroundings, Shell shell) {
    this.surroundings = surroundings;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try {
      var report = SchemaBenchmark.run(tables, datasets, surroundings, shell.err());
      shell.out().println(output.equalsIgnoreCase("json") ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (BenchException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("trueup: " + e.getMessage());
      return 1;
    }
  }
}

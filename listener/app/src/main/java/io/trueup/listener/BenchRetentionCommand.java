package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.RetentionBenchmark;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.embedded.EmbeddedPostgresException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
final class BenchRetentionCommand implements Callable<Integer> {

  private static final int FAILED = 1;

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--factor",
      defaultValue = "0.1",
      description = "How much of the load is written, at most 1. Default: ${DEFAULT-VALUE}.")
  private double factor;

  @Option(
      names = "--output",
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchRetentionCommand(ProcessEnvironment environment, Shell shell) {
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
    try {
      var report = RetentionBenchmark.run(factor, environment, shell.err());
      shell.out().println(isJson ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(line, String.valueOf(e.getMessage()), e);
    } catch (BenchException | EmbeddedPostgresException | StateStoreException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return FAILED;
    }
  }
}

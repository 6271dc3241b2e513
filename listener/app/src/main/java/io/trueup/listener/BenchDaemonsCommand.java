package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.DaemonsBenchmark;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how throughput grows with daemons. */
@Command(
    name = "daemons",
    description = {
      "Measure how many merges and steps a second one, two and four daemons over one state",
      "database work through, each a process of its own, all on this machine.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchDaemonsCommand implements Callable<Integer> {

  private final ProcessEnvironment environment;
  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--sources",
      defaultValue = "8",
      description = "The number of sources. Default: ${DEFAULT-VALUE}.")
  private int sources;

  @Option(
      names = "--merges",
      defaultValue = "20",
      description = "The merges of each source. Default: ${DEFAULT-VALUE}.")
  private int merges;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchDaemonsCommand(ProcessEnvironment environment, Shell shell) {
    this.environment = environment;
    this.shell = shell;
  }

  @Override
  public Integer call() {
    try {
      var report = DaemonsBenchmark.run(sources, merges, environment.postgresCache(), shell.err());
      shell.out().println(output.equalsIgnoreCase("json") ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (BenchException e) {
      Objects.requireNonNull(spec).commandLine().getErr().println("trueup: " + e.getMessage());
      return 1;
    }
  }
}

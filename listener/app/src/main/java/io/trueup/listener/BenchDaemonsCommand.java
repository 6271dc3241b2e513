package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.DaemonsBenchmark;
import io.trueup.listener.lab.bench.Measured;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how throughput grows with daemons. */
@Command(
    name = "daemons",
    description = {
      "Measure how many merges and steps a second one and more daemons over one state database",
      "work through, each a process of its own, all on this machine.",
      "See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchDaemonsCommand extends BenchmarkCommand {

  private final ProcessEnvironment environment;

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
      names = "--processes",
      split = ",",
      defaultValue = "1,2,4",
      description =
          "How many daemons, one number after the other; the first is the baseline. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> processes = List.of();

  BenchDaemonsCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return DaemonsBenchmark.run(sources, merges, processes, environment.postgresCache(), progress);
  }
}

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
      names = "--warm-up",
      defaultValue = "10",
      description =
          "The merges of each source before those that are measured. Default: ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--processes",
      split = ",",
      defaultValue = "1,2,4",
      description =
          "How many daemons, one number after the other; the first is the baseline. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> processes = List.of();

  @Option(
      names = "--divided",
      description =
          "Give each daemon its part of the sources. Without it each has all, and one can replace"
              + " another.")
  private boolean isDivided;

  @Option(
      names = "--share",
      defaultValue = "1",
      description = {
        "Let each daemon run one part in so many of the time only, as on a smaller machine:",
        "shows how throughput grows where the cores do not bound it. Default: ${DEFAULT-VALUE}."
      })
  private int share;

  BenchDaemonsCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return DaemonsBenchmark.run(
        new DaemonsBenchmark.Options(sources, warmUp, merges, processes, isDivided, share),
        environment.postgresCache(),
        progress);
  }
}

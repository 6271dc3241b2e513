package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.lab.bench.Bench;
import io.trueup.listener.lab.bench.BenchOptions;
import io.trueup.listener.lab.bench.EcosystemSpec;
import io.trueup.listener.lab.bench.Measured;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the daemon on a generated ecosystem. */
@Command(
    name = "bench",
    description = {
      "Measure the daemon on a generated ecosystem: verdicts, merges, deliveries, jobs.",
      "Everything runs on loopback, in a temporary folder that is removed afterwards."
          + " See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand extends BenchmarkCommand {

  private static final int DEFAULT_DATASETS = 10_000;
  private static final int QUICK_DATASETS = 2_000;
  private static final int DATASETS_PER_STORE = 10;

  private final ProcessEnvironment environment;

  @Option(
      names = "--datasets",
      description = "The number of datasets. Default: 10000, or 2000 with --quick.")
  private @Nullable Integer datasets;

  @Option(
      names = "--columns",
      defaultValue = "20",
      description = "Columns of each dataset. Default: ${DEFAULT-VALUE}.")
  private int columns;

  @Option(
      names = "--stores",
      description = "The number of stores. Default: a tenth of the datasets.")
  private @Nullable Integer stores;

  @Option(
      names = "--schemas",
      defaultValue = "500",
      description = "The number of different column lists. Default: ${DEFAULT-VALUE}.")
  private int schemas;

  @Option(
      names = "--workspaces",
      description = "The number of workspaces. Default: a tenth of the datasets.")
  private @Nullable Integer workspaces;

  @Option(
      names = "--transformers",
      defaultValue = "0",
      description =
          "The number of additional workspaces with a transformer. Default: ${DEFAULT-VALUE}.")
  private int transformers;

  @Option(
      names = "--sinks",
      defaultValue = "10",
      description = "Datasets of each workspace. Default: ${DEFAULT-VALUE}.")
  private int sinks;

  @Option(
      names = "--files",
      description =
          "The number of files over which the stores are spread. Default: one for each store.")
  private @Nullable Integer files;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The seed of the generated ecosystem. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--format",
      defaultValue = "YAML",
      description = "yaml or json. Default: ${DEFAULT-VALUE}.")
  private EcosystemSpec.Format format = EcosystemSpec.Format.YAML;

  @Option(
      names = "--platform-type",
      defaultValue = "postgres",
      description =
          "The type of the platforms whose graphs are checked in (a) and (b). Default:"
              + " ${DEFAULT-VALUE}.")
  private String platformType = "postgres";

  @Option(
      names = "--with-ddl",
      description = "Realize every dataset in real tables, not only 500; takes minutes.")
  private boolean isAllDdl;

  @Option(names = "--quick", description = "Use smaller sizes: about a minute on two cores.")
  private boolean isQuick;

  BenchCommand(ProcessEnvironment environment, Shell shell) {
    super(shell);
    this.environment = environment;
  }

  @Override
  Measured measure(PrintWriter progress) {
    return Bench.run(options(), environment, progress);
  }

  private BenchOptions options() {
    var count = datasets != null ? datasets : isQuick ? QUICK_DATASETS : DEFAULT_DATASETS;
    var tenth = Math.max(1, count / DATASETS_PER_STORE);
    var storeCount = stores != null ? stores : tenth;
    var shape =
        new EcosystemSpec(
            count,
            columns,
            storeCount,
            schemas,
            workspaces != null ? workspaces : tenth,
            transformers,
            sinks,
            files != null ? files : storeCount,
            seed,
            format,
            platformType);
    var ddl = isAllDdl ? count : isQuick ? 100 : 500;
    return isQuick
        ? new BenchOptions(shape, ddl, 2, 8, 3, 200, 50)
        : new BenchOptions(shape, ddl, 5, 30, 20, 200, 200);
  }
}

package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.lab.bench.Measured;
import io.trueup.listener.lab.bench.ScaleBenchmark;
import io.trueup.listener.lab.bench.Scenario;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures models of several sizes. */
@Command(
    name = "model",
    description = {
      "Measure models of several sizes, each in its own processes.",
      "The scenarios: distinct-50k-json, distinct-50k-yaml, shared-10k, shared-100k, shared-1m;"
          + " and, only when named, shared-12m. See docs/benchmarks.md for the meaning of the"
          + " figures."
    },
    mixinStandardHelpOptions = true)
final class BenchModelCommand extends BenchmarkCommand {

  @Option(names = "--scenario", description = "Only this scenario. May be repeated.")
  private List<String> names = List.of();

  @Option(
      names = "--part",
      defaultValue = "1",
      description = "The fraction of each model, for a quick run. Default: ${DEFAULT-VALUE}.")
  private double part;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description =
          "Keep generated models in this folder, and use those that are there. Default: a temporary"
              + " folder.")
  private @Nullable Path keep;

  @Option(
      names = "--merges",
      defaultValue = "60",
      description = "Merges of one dataset in each scenario. Default: ${DEFAULT-VALUE}.")
  private int merges;

  BenchModelCommand(Shell shell) {
    super(shell);
  }

  @Override
  Measured measure(PrintWriter progress) {
    var known = Scenario.all();
    for (var name : names) {
      if (known.stream().noneMatch(it -> it.name().equals(name))) {
        throw new IllegalArgumentException(
            "Unknown scenario '%s'. The scenarios are %s"
                .formatted(name, String.join(", ", known.stream().map(Scenario::name).toList())));
      }
    }
    var chosen =
        (names.isEmpty() ? Scenario.standard() : known)
            .stream()
                .filter(it -> names.isEmpty() || names.contains(it.name()))
                .map(it -> it.scaled(part))
                .toList();
    return ScaleBenchmark.run(chosen, merges, keep, progress);
  }
}

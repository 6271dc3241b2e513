package io.trueup.listener;

import io.trueup.listener.cli.terminal.Shell;
import io.trueup.listener.lab.bench.BenchException;
import io.trueup.listener.lab.bench.ScaleBenchmark;
import io.trueup.listener.lab.bench.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures models of several sizes. */
@Command(
    name = "model",
    description = {
      "Measure models of several sizes, each in its own processes.",
      "The scenarios: distinct-50k-json, distinct-50k-yaml, shared-10k, shared-100k, shared-1m; and, only when named, shared-12m."
          + " See docs/benchmarks.md for the meaning of the figures."
    },
    mixinStandardHelpOptions = true)
final class BenchModelCommand implements Callable<Integer> {

  private final Shell shell;

  @Spec private @Nullable CommandSpec spec;

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

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      description = "text or json. Default: ${DEFAULT-VALUE}.")
  private String output = "text";

  BenchModelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec).commandLine();
    var known = Scenario.all();
    for (var name : names) {
      if (known.stream().noneMatch(it -> it.name().equals(name))) {
        throw new ParameterException(
            line,
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
    try {
      var report = ScaleBenchmark.run(chosen, merges, keep, shell.err());
      shell.out().println(output.equalsIgnoreCase("json") ? report.json() : report.text());
      shell.out().flush();
      return 0;
    } catch (BenchException e) {
      line.getErr().println("trueup: " + e.getMessage());
      return 1;
    }
  }
}

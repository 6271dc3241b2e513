package io.trueup.listener.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures models of several sizes in separate processes, so that a cold load starts in a cold
 * process and memory is that of one model.
 */
public final class ScaleBenchmark {

  private final ProgressLog progress;
  private final int merges;
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, Object> data = new LinkedHashMap<>();

  private ScaleBenchmark(int merges, PrintWriter progress) {
    this.merges = merges;
    this.progress = new ProgressLog(progress);
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param merges of one changed dataset, in each scenario
   * @param keep a folder in which generated models are kept, and taken from if they are there; null
   *     for none
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(
      List<Scenario> scenarios, int merges, @Nullable Path keep, PrintWriter progress) {
    var machine = MachineFacts.facts();
    var benchmark = new ScaleBenchmark(merges, progress);
    for (var scenario : scenarios) {
      var folder = Bench.temporaryFolder();
      try {
        benchmark.measure(scenario, folder, keep == null ? folder : keep);
      } catch (IOException e) {
        throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
      } finally {
        Bench.delete(folder);
      }
    }
    return new BenchReport(machine, benchmark.data, List.copyOf(benchmark.figures));
  }

  private void measure(Scenario scenario, Path folder, Path models) throws IOException {
    var name = scenario.name();
    progress.log("%s: generating %s".formatted(name, scenario.shape()));
    var start = System.nanoTime();
    var model = GeneratedModel.in(models.resolve(name), scenario.shape(), merges);
    data.put(name, scenario.shape().toString());
    if (model.isNew()) {
      figures.add(
          Figure.of(
              name + ".generate",
              "generate, commit and fetch",
              (System.nanoTime() - start) / 1e6,
              "ms"));
    }
    progress.log(name + ": inflating and scanning all files, in a new process");
    var limit = limit(scenario, model);
    var half = model.commits().size() / 2;
    progress.log(name + ": loading from scratch, in a new process");
    for (var figure :
        figures(scenario, folder, model, "cold", ChildProcess.AS_DAEMON, 0, half + 1)) {
      figures.add(relativeToLimit(figure, limit));
    }
    progress.log(name + ": starting again, in a new process");
    restart(scenario, folder, model, half);
    progress.log(name + ": two processes that share the compiled versions");
    servers(scenario, folder, model, half);
    if (scenario.isForCommands()) {
      progress.log(name + ": loading from scratch as 'trueup check' does");
      figures.addAll(figures(scenario, folder, model, "once", ChildProcess.AS_COMMAND, 0, 1));
      if (CheckBenchmark.isPossible()) {
        progress.log(name + ": checking branches from the shell");
        figures.addAll(
            CheckBenchmark.measure(name, model, scenario.shape(), folder.resolve("check")));
      }
    }
  }

  /** By the last part of their names. */
  private Map<String, Figure> limit(Scenario scenario, GeneratedModel model) {
    var limit =
        ChildProcess.figures(
            options(scenario, ChildProcess.AS_DAEMON),
            LimitBenchmarkProcess.class,
            List.of(
                scenario.name() + ".limit",
                model.mirror().toString(),
                model.commits().getFirst().value()));
    figures.addAll(limit);
    return limit.stream().collect(Collectors.toMap(it -> lastPart(it.name()), it -> it));
  }

  private static Figure relativeToLimit(Figure figure, Map<String, Figure> limit) {
    var last = lastPart(figure.name());
    var comparable =
        figure.baseline() == null && List.of("wall", "cpu").contains(last) ? limit.get(last) : null;
    return comparable == null ? figure : figure.relativeTo(comparable);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private void restart(Scenario scenario, Path folder, GeneratedModel model, int from) {
    var arguments = arguments(scenario, folder, model, "restart", from, model.commits().size());
    try (var process =
        ChildProcess.start(
            options(scenario, ChildProcess.AS_DAEMON), ScaleBenchmarkProcess.class, arguments)) {
      figures.add(
          Figure.of(
              scenario.name() + ".restart.wall",
              "from the process's start to the first verdict",
              process.awaitReady(),
              "ms"));
      figures.addAll(process.figures());
    }
  }

  /** The versions that were written last before the restart and first after it. */
  private void servers(Scenario scenario, Path folder, GeneratedModel model, int from) {
    var arguments =
        List.of(
            scenario.name() + ".second",
            ScaleBenchmarkProcess.versions(cache(folder)).toString(),
            model.commits().get(from).value(),
            model.commits().get(from + 1).value());
    var options = options(scenario, ChildProcess.AS_DAEMON);
    try (var first = ChildProcess.start(options, ServerBenchmarkProcess.class, arguments)) {
      first.awaitReady();
      try (var second = ChildProcess.start(options, ServerBenchmarkProcess.class, arguments)) {
        figures.add(
            Figure.of(
                scenario.name() + ".second.wall",
                "a second process, from its start to its answers",
                second.awaitReady(),
                "ms"));
        figures.addAll(second.figures());
      }
    }
  }

  private static Path cache(Path folder) {
    return folder.resolve("cache");
  }

  private static List<Figure> figures(
      Scenario scenario,
      Path folder,
      GeneratedModel model,
      String phase,
      List<String> options,
      int from,
      int to) {
    return ChildProcess.figures(
        options(scenario, options),
        ScaleBenchmarkProcess.class,
        arguments(scenario, folder, model, phase, from, to));
  }

  private static List<String> options(Scenario scenario, List<String> launcher) {
    var options = new ArrayList<>(launcher);
    options.add("-Xmx" + scenario.heap());
    return options;
  }

  private static List<String> arguments(
      Scenario scenario, Path folder, GeneratedModel model, String phase, int from, int to) {
    var arguments =
        new ArrayList<>(
            List.of(
                scenario.name() + "." + phase,
                model.mirror().toString(),
                phase.equals("once") ? "" : cache(folder).toString(),
                String.valueOf(scenario.shape().datasets())));
    model.commits().subList(from, to).forEach(it -> arguments.add(it.value()));
    return arguments;
  }
}

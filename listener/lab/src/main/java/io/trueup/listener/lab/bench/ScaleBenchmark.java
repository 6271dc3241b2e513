package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures models of several sizes in separate processes, so that a cold load starts in a cold
 * process and memory is that of one model.
 */
public final class ScaleBenchmark {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The launcher's options for the daemon. */
  private static final List<String> AS_DAEMON =
      List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseCompactObjectHeaders");

  /** The launcher's options for short commands. */
  private static final List<String> AS_COMMAND =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC");

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
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(List<Scenario> scenarios, int merges, PrintWriter progress) {
    var benchmark = new ScaleBenchmark(merges, progress);
    for (var scenario : scenarios) {
      var folder = Bench.temporaryFolder();
      try {
        benchmark.measure(scenario, folder);
      } finally {
        Bench.delete(folder);
      }
    }
    return new BenchReport(MachineFacts.facts(), benchmark.data, List.copyOf(benchmark.figures));
  }

  private void measure(Scenario scenario, Path folder) {
    progress.log("%s: generating %s".formatted(scenario.name(), scenario.shape()));
    var commits = prepare(scenario, folder);
    progress.log(scenario.name() + ": loading from scratch, in a new process");
    figures.addAll(figures(scenario, folder, commits, "cold", AS_DAEMON));
    progress.log(scenario.name() + ": loading again with its cache, in a new process");
    figures.addAll(figures(scenario, folder, commits.subList(0, 1), "restart", AS_DAEMON));
    progress.log(scenario.name() + ": loading from scratch as 'trueup check' does");
    figures.addAll(figures(scenario, folder, commits.subList(0, 1), "once", AS_COMMAND));
  }

  /** Generates the model and its merges, and fetches them into a mirror. */
  private List<CommitId> prepare(Scenario scenario, Path folder) {
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      var repository = new ModelRepository(git.createRepository("model", "main"));
      var generator = new EcosystemGenerator(scenario.shape(), Bench.NO_WAREHOUSE);
      var commits = new ArrayList<CommitId>();
      commits.add(repository.commit("Declare everything", generator.files()));
      for (var merge = 1; merge <= merges; merge++) {
        commits.add(
            repository.commit("Change one dataset", Stream.of(generator.changedFile(merge))));
      }
      data.put(scenario.name(), scenario.shape().toString());
      try (var mirror = ScaleBenchmarkProcess.mirror(git.url("model"), folder.resolve("mirror"))) {
        if (!(mirror.fetch(commits.getLast()) instanceof FetchOutcome.Fetched)) {
          throw new BenchException("Cannot fetch the generated model", null);
        }
      }
      return commits;
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** The launcher's options for the AOT cache, if this process has them. */
  private static List<String> aotOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(it -> it.startsWith("-XX:AOTCache=") || it.startsWith("-Xlog:aot="))
        .toList();
  }

  private List<Figure> figures(
      Scenario scenario, Path folder, List<CommitId> commits, String phase, List<String> options) {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
    command.addAll(options);
    command.addAll(aotOptions());
    command.addAll(
        List.of(
            "-Xmx" + scenario.heap(),
            "-cp",
            System.getProperty("java.class.path"),
            ScaleBenchmarkProcess.class.getName(),
            scenario.name() + "." + phase,
            folder.resolve("mirror").toString(),
            phase.equals("once") ? "" : folder.resolve("cache").toString(),
            String.valueOf(scenario.shape().datasets())));
    commits.forEach(it -> command.add(it.value()));
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchException("The measured process failed: " + output.strip(), null);
      }
      return JSON.readValue(output, new TypeReference<List<Figure>>() {});
    } catch (IOException e) {
      throw new BenchException("Cannot run a process to measure: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted while measuring", e);
    }
  }
}

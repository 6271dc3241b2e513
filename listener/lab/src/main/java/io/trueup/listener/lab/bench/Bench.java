package io.trueup.listener.lab.bench;

import io.trueup.listener.daemon.ProcessEnvironment;
import io.trueup.listener.gitserver.GitHttpServer;
import io.trueup.listener.lab.demo.TemporaryFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs all measurements, one after the other, in one process. */
public final class Bench {

  static final int NO_WAREHOUSE = 5432;

  /** So that some platforms set alarms. */
  private static final int LEAD_SECONDS = 10;

  /** All platforms must wait at the end of the lead. */
  private static final int WAITING_EACH_SECOND = 20;

  /** Of 200 nodes, ten thousand. */
  private static final int JOBS_FOR_A_NODE = 50;

  private final BenchOptions options;
  private final ProcessEnvironment environment;
  private final ProgressLog progress;
  private final Path folder;
  private final GitHttpServer git;
  private final Map<String, Object> machine = MachineFacts.facts();
  private final Map<String, Object> data = new LinkedHashMap<>();
  private final List<Figure> figures = new ArrayList<>();

  private Bench(
      BenchOptions options,
      ProcessEnvironment environment,
      ProgressLog progress,
      Path folder,
      GitHttpServer git) {
    this.options = options;
    this.environment = environment;
    this.progress = progress;
    this.folder = folder;
    this.git = git;
  }

  /**
   * Measures, in a temporary folder that is removed afterwards.
   *
   * @param progress receives a line for each stage
   * @throws BenchException when a measurement fails
   */
  public static BenchReport run(
      BenchOptions options, ProcessEnvironment environment, PrintWriter progress) {
    var folder = temporaryFolder();
    try {
      var served = Files.createDirectories(folder.resolve("git"));
      try (var git = GitHttpServer.serve(served)) {
        return new Bench(options, environment, new ProgressLog(progress), folder, git).measure();
      }
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      delete(folder);
    }
  }

  private BenchReport measure() {
    model();
    legacy();
    realTables();
    together();
    figures.addAll(new WindowBenchmark(progress).measure());
    figures.addAll(new JobPlanBenchmark(options, progress).measure());
    boundary();
    return new BenchReport(machine, data, List.copyOf(figures));
  }

  private ModelRepository repository(String name) {
    return new ModelRepository(git.createRepository(name, "main"));
  }

  private void model() {
    var shape = options.shape();
    progress.log(
        "generating %,d datasets of %d columns in %,d stores"
            .formatted(shape.datasets(), shape.columns(), shape.stores()));
    var generator = new EcosystemGenerator(shape, NO_WAREHOUSE);
    var repository = repository("model");
    describe(generator);
    var first = repository.commit("Declare everything", generator.files());
    figures.addAll(
        new ModelBenchmark(options, progress)
            .measure(repository, generator, first, git.url("model"), folder.resolve("mirrors")));
  }

  private void describe(EcosystemGenerator generator) {
    data.put("shape", options.shape().toString());
    data.put("files", generator.files().count());
    data.put(
        "model-mb",
        generator.files().mapToLong(it -> it.text().getBytes(StandardCharsets.UTF_8).length).sum()
            / 1e6);
  }

  /** At full size this measures only the daemon's own work, on platforms that realize nothing. */
  private void legacy() {
    var generator =
        new EcosystemGenerator(options.shape().withPlatformType("legacy"), NO_WAREHOUSE);
    var repository = repository("legacy");
    progress.log("(c) starting a daemon");
    try (var daemon =
        DaemonUnderTest.start(folder.resolve("legacy"), git.url("legacy"), environment)) {
      machine.put("postgres", daemon.queryValue("SHOW server_version"));
      machine.put("fsync", daemon.queryValue("SHOW fsync"));
      figures.addAll(
          new MergeBenchmark(daemon, repository, generator, "legacy", progress)
              .measure(options.merges()));
      figures.addAll(new QuestionBenchmark(daemon, options, progress).measure());
      try (var deliveries = new DeliveryBenchmark(daemon, options, progress)) {
        figures.addAll(deliveries.measure());
      }
    }
  }

  private void realTables() {
    var shape = options.shape().limitedTo(options.ddlDatasets());
    data.put("real-tables", "%,d of the datasets".formatted(shape.datasets()));
    var repository = repository("postgres");
    progress.log(
        "(c) starting a daemon for real tables of %,d datasets".formatted(shape.datasets()));
    try (var daemon =
        DaemonUnderTest.start(folder.resolve("postgres"), git.url("postgres"), environment)) {
      var generator = new EcosystemGenerator(shape, daemon.postgresPort());
      figures.addAll(
          new MergeBenchmark(daemon, repository, generator, "postgres", progress)
              .measure(options.merges()));
      figures.addAll(new RunBenchmark(daemon, options, progress).measure());
      figures.addAll(new CurrencyBenchmark(daemon, options, progress).measure());
      figures.addAll(
          new VerdictBesideJobsBenchmark(daemon, repository, options.shape(), progress).measure());
    }
  }

  private void together() {
    var repository = repository("together");
    progress.log("(h) starting a daemon for jobs that begin at once");
    try (var daemon =
        DaemonUnderTest.start(folder.resolve("together"), git.url("together"), environment)) {
      figures.addAll(
          new TogetherBenchmark(daemon, repository, options.nodesAtOnce(), progress)
              .measure(options.nodesAtOnce() * JOBS_FOR_A_NODE));
    }
  }

  private void boundary() {
    var repository = repository("boundary");
    var lead = Duration.ofSeconds(LEAD_SECONDS + options.platforms() / WAITING_EACH_SECOND);
    progress.log("(g) starting a daemon for %d platforms".formatted(options.platforms()));
    try (var daemon =
        DaemonUnderTest.start(folder.resolve("boundary"), git.url("boundary"), environment)) {
      figures.addAll(
          new BoundaryBenchmark(daemon, repository, options.platforms(), lead, progress).measure());
    }
  }

  static Path temporaryFolder() {
    try {
      return TemporaryFolder.create("trueup-bench-");
    } catch (IOException e) {
      throw new BenchException("Cannot create a temporary folder: " + e.getMessage(), e);
    }
  }

  static void delete(Path folder) {
    try {
      TemporaryFolder.delete(folder);
    } catch (IOException e) {
      throw new BenchException("Cannot remove %s: %s".formatted(folder, e.getMessage()), e);
    }
  }
}

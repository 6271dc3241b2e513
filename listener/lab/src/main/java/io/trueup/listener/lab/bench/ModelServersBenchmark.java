package io.trueup.listener.lab.bench;

import io.trueup.listener.gitserver.GitHttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures flips of model servers: merges while jobs ask all of them. The daemon and each model
 * server is a process of its own; the jobs are in this one, on the same machine.
 */
public final class ModelServersBenchmark {

  private static final Duration LONGEST_LOAD = Duration.ofMinutes(15);
  private static final Duration LONGEST_FLIP = Duration.ofMinutes(3);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
  private static final int COLUMNS = 20;
  private static final int SCHEMAS = 1_000;
  private static final int SINKS = 10;

  private final Options options;
  private final Path folder;
  private final ProgressLog progress;
  private final EcosystemGenerator generator;
  private final List<Figure> figures = new ArrayList<>();
  private final List<ServedInstance> instances = new ArrayList<>();
  private int merges;

  /**
   * What to measure.
   *
   * @param merges with one model server, and as many with all of them
   * @param perSecond questions to all model servers
   * @param quiet how long jobs ask before the merges with all model servers
   * @param origin where model servers get versions from
   * @param isBrief whether processes have the options of short commands, because no time counts
   */
  public record Options(
      int datasets,
      int instances,
      int merges,
      int perSecond,
      Duration quiet,
      VersionOrigin origin,
      boolean isBrief) {

    /** Requires numbers that can be measured. */
    public Options {
      if (datasets < 1 || instances < 1 || merges < 1 || perSecond < 1) {
        throw new BenchException(
            "Datasets, instances, merges and questions must be at least 1", null);
      }
    }

    List<String> launcher() {
      var options = new ArrayList<>(isBrief ? ChildProcess.AS_COMMAND : ChildProcess.AS_DAEMON);
      options.add("-Dtrueup.log.level=ERROR");
      return options;
    }

    /** As the scenario {@code shared-1m} has it, on platforms that realize nothing. */
    EcosystemSpec shape() {
      return new EcosystemSpec(
          datasets,
          COLUMNS,
          Math.max(1, datasets / 50),
          SCHEMAS,
          Math.max(1, datasets * 3 / 1_000),
          datasets / 200,
          SINKS,
          Math.max(1, datasets / 50),
          1,
          EcosystemSpec.Format.JSON,
          "legacy");
    }
  }

  /** Where a model server gets compiled versions from. */
  public enum VersionOrigin {
    /** The daemon's own folder. */
    FOLDER,
    /** The daemon, into a folder of its own. */
    DAEMON
  }

  private ModelServersBenchmark(Options options, Path folder, ProgressLog progress) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    generator = new EcosystemGenerator(options.shape(), Bench.NO_WAREHOUSE);
  }

  /**
   * Measures, in a temporary folder that is removed afterwards. All processes have ended when it
   * returns or throws.
   *
   * @param postgres where to unpack the embedded Postgres's programs; null for the daemon's folder
   * @throws BenchException when a measurement fails, a question among them
   */
  public static BenchReport run(Options options, @Nullable Path postgres, PrintWriter progress) {
    var machine = MachineFacts.facts();
    var folder = Bench.temporaryFolder();
    var benchmark = new ModelServersBenchmark(options, folder, new ProgressLog(progress));
    try (var git = GitHttpServer.serve(Files.createDirectories(folder.resolve("git")))) {
      benchmark.measure(git, postgres);
    } catch (IOException e) {
      throw new BenchException("Cannot use %s: %s".formatted(folder, e.getMessage()), e);
    } finally {
      Bench.delete(folder);
    }
    return new BenchReport(
        machine,
        Map.of(
            "shape",
            options.shape().toString(),
            "instances",
            options.instances(),
            "versions",
            options.origin() == VersionOrigin.DAEMON
                ? "from the daemon"
                : "in the daemon's folder"),
        List.copyOf(benchmark.figures));
  }

  private void measure(GitHttpServer git, @Nullable Path postgres) {
    progress.log("generating %,d datasets".formatted(options.datasets()));
    var bare = git.createRepository("model", "main");
    // Files differ too much from each other for deltas; searching for some would take hours.
    BenchGit.run(bare, "config", "pack.window", "0");
    var repository = new ModelRepository(bare);
    var first = repository.commitAll("Declare everything", generator);
    try (var daemon =
        ServedDaemon.start(
            options.launcher(), folder.resolve("daemon"), git.url("model"), postgres)) {
      progress.log("loading them");
      var start = BenchVersions.now().toEpochMilli();
      daemon.announce(first);
      await("version 1 to be accepted", LONGEST_LOAD, () -> daemon.accepted(1).isPresent());
      var load =
          Figure.of(
              "servers.load",
              "a load: from the 202 until the daemon accepts the first version",
              daemon.accepted(1).orElseThrow() - start,
              "ms");
      figures.add(load);
      serve(daemon, repository, load);
    } finally {
      instances.forEach(ServedInstance::close);
    }
  }

  private void serve(ServedDaemon daemon, ModelRepository repository, Figure load) {
    var answers = new ServedAnswers(generator);
    try (var questions =
        new ServedQuestions(answers, 2 * options.merges(), daemon.client().authorization())) {
      daemon.lease(1);
      questions.askAbout(1);
      progress.log("starting one model server");
      start(daemon, questions, 1);
      var alone = flips(daemon, repository, questions);
      figures.add(prepared("servers.alone.p50", "one model server has a version open", alone, 50));
      figures.add(prepared("servers.alone.max", "the same, the slowest", alone, 100));
      progress.log("starting all model servers");
      var start = System.nanoTime();
      start(daemon, questions, options.instances());
      figures.add(
          Figure.of(
              "servers.start",
              "from the start of the others until all are ready",
              (System.nanoTime() - start) / 1e6,
              "ms"));
      var _ = questions.takeSamples();
      LockSupport.parkNanos(options.quiet().toNanos());
      figures.addAll(answered("servers.quiet", "without a merge", questions));
      together(flips(daemon, repository, questions), alone, load);
      figures.addAll(answered("servers.question", "during merges", questions));
      memory();
      questions.end();
      require(questions, answers);
    }
    var heap = new DoubleSummaryStatistics();
    instances.forEach(it -> heap.accept(it.end()));
    figures.add(
        Figure.of(
            "servers.heap.max", "heap of each after a collection, most", heap.getMax(), "MB"));
  }

  private void together(List<Flip> together, List<Flip> alone, Figure load) {
    var typical = prepared("servers.alone.p50", "", alone, 50);
    figures.add(
        prepared("servers.prepared.p50", "all have it open, from its acceptance", together, 50)
            .relativeTo(typical));
    figures.add(
        prepared("servers.prepared.max", "the same, the slowest merge", together, 100)
            .relativeTo(load));
    figures.add(
        Figure.of(
            "servers.answered.max",
            "from its acceptance until all name it as merged, the slowest",
            together.stream().mapToDouble(Flip::answered).max().orElseThrow(),
            "ms"));
  }

  /** Milliseconds from the acceptance of a version. */
  private record Flip(double prepared, double answered) {}

  private static Figure prepared(String name, String what, List<Flip> flips, int percentile) {
    var nanos = flips.stream().mapToLong(it -> (long) (it.prepared() * 1e6)).toArray();
    return Figure.of(name, what, DurationSamples.of(nanos).millis(percentile), "ms");
  }

  private void start(ServedDaemon daemon, ServedQuestions questions, int count) {
    var begun = instances.size();
    while (instances.size() < count) {
      instances.add(
          ServedInstance.start(
              "model-%d".formatted(instances.size() + 1),
              folder.resolve("daemon"),
              daemon,
              options));
    }
    var started = instances.subList(begun, instances.size());
    for (var instance : started) {
      instance.awaitListening();
    }
    for (var instance : started) {
      await(instance.name() + " to be ready", LONGEST_FLIP, instance::isReady);
    }
    started.forEach(it ->
        questions.ask(it.name(), it.address(), (double) options.perSecond() / options.instances()));
  }

  private List<Flip> flips(
      ServedDaemon daemon, ModelRepository repository, ServedQuestions questions) {
    var flips = new ArrayList<Flip>();
    for (var i = 0; i < options.merges(); i++) {
      flips.add(flip(daemon, repository, questions));
    }
    return flips;
  }

  private Flip flip(ServedDaemon daemon, ModelRepository repository, ServedQuestions questions) {
    var merge = ++merges;
    var version = merge + 1L;
    daemon.announce(
        repository.commit("Change one dataset", Stream.of(generator.changedFile(merge))));
    await(
        "version %d to be served".formatted(version),
        LONGEST_FLIP,
        () -> daemon.accepted(version).isPresent() && daemon.flip(version).isPresent());
    var flip = daemon.flip(version).orElseThrow();
    daemon.lease(version);
    questions.askAbout(version);
    await(
        "all model servers to name version %d".formatted(version),
        LONGEST_FLIP,
        () ->
            instances.stream()
                .allMatch(it -> questions.firstNamed(it.name(), version).isPresent()));
    var last =
        instances.stream()
            .mapToLong(it -> questions.firstNamed(it.name(), version).orElseThrow().toEpochMilli())
            .max()
            .orElseThrow();
    progress.log(
        "version %d: prepared in %,.0f ms by %d model servers"
            .formatted(version, flip.millis(), instances.size()));
    return new Flip(flip.millis(), last - flip.accepted());
  }

  private static List<Figure> answered(String name, String when, ServedQuestions questions) {
    var samples = questions.takeSamples();
    return List.of(
        Figure.of(name + ".p50", "a question " + when, samples.millis(50), "ms"),
        Figure.of(
            name + ".p99",
            "the same, p99 of %,d".formatted(samples.size()),
            samples.millis(99),
            "ms"));
  }

  private void memory() {
    var resident = new DoubleSummaryStatistics();
    var unshared = new DoubleSummaryStatistics();
    for (var instance : instances) {
      var memory = instance.memory();
      resident.accept(memory.resident());
      unshared.accept(memory.unshared());
    }
    figures.add(
        Figure.of("servers.rss.max", "resident memory of each, most", resident.getMax(), "MB"));
    figures.add(
        Figure.of(
            "servers.private.mean",
            "of that, what no other process shares, mean",
            unshared.getAverage(),
            "MB"));
  }

  private void require(ServedQuestions questions, ServedAnswers answers) {
    figures.add(Figure.of("servers.questions", "questions in all", (double) questions.asked(), ""));
    figures.add(
        Figure.of("servers.failed", "questions that failed", (double) questions.failed(), ""));
    figures.add(
        Figure.of("servers.mixed", "answers of another version", answers.mixed().size(), ""));
    if (questions.failed() > 0 || !answers.mixed().isEmpty()) {
      throw new BenchException(
          "%d of %d questions failed: %s. Answers of another version: %s"
              .formatted(
                  questions.failed(), questions.asked(), questions.failures(), answers.mixed()),
          null);
    }
  }

  private static void await(String what, Duration longest, BooleanSupplier condition) {
    var deadline = System.nanoTime() + longest.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new BenchException(
            "Timed out after %d s waiting for %s".formatted(longest.toSeconds(), what), null);
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }
}

package io.trueup.listener.lab.bench;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Measures the verdict of a whole model from scratch, and of one changed dataset. */
final class ModelBenchmark {

  private static final Duration GIT_TIMEOUT = Duration.ofMinutes(5);

  private final BenchOptions options;
  private final ProgressLog progress;
  private final List<Figure> figures = new ArrayList<>();

  ModelBenchmark(BenchOptions options, ProgressLog progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Measures with a repository that holds the first version, and adds merges to it.
   *
   * @param url of the repository
   * @param mirrors an empty folder
   */
  List<Figure> measure(
      ModelRepository repository,
      EcosystemGenerator generator,
      CommitId first,
      String url,
      Path mirrors) {
    try (var mirror = mirror(url, mirrors.resolve("model"))) {
      progress.log("(a) loading the model from git, from scratch");
      var fetch = ResourceUsage.of(() -> fetch(mirror, first));
      figures.add(
          Figure.of("load.fetch.wall", "fetch into an empty mirror", fetch.wallMillis(), "ms"));
      var empty = ResourceUsage.retainedBytes();
      var library = loadCold(mirror, first, empty);
      var full = loadWarm(mirror, first);
      progress.log("(b) checking merges of one changed dataset");
      verdicts(mirror, library, repository, generator, first, full);
    }
    return figures;
  }

  private record FullLoad(Figure wall, Figure cpu) {}

  private static GitMirror mirror(String url, Path folder) {
    return GitMirror.open(
        new GitRemote(url, "main", new GitAuthentication.None(), GIT_TIMEOUT, folder));
  }

  private static void fetch(GitMirror mirror, CommitId commit) {
    if (!(mirror.fetch(commit) instanceof FetchOutcome.Fetched)) {
      throw new BenchException("Cannot fetch commit %s".formatted(commit), null);
    }
  }

  /** A library without stored fragments. */
  private static GitModelLibrary library(GitMirror mirror) {
    return new GitModelLibrary(mirror, ModelRoot.of(""), new PlatformLint(DataPlatforms.load()));
  }

  private static void requireAccepted(Supplier<ModelVerdict> judge) {
    var judgement = judge.get();
    if (!judgement.isAccepted()) {
      throw new BenchException(
          "The generated model is rejected: " + judgement.problems().getFirst(), null);
    }
  }

  private GitModelLibrary loadCold(GitMirror mirror, CommitId commit, long emptyBytes) {
    var library = library(mirror);
    var usage = ResourceUsage.of(() -> requireAccepted(() -> library.evaluate(commit, null)));
    add("load.cold.wall", "load and check, first in the process", usage.wallMillis(), "ms");
    add("load.cold.cpu", "the same, CPU", usage.cpuMillis(), "ms");
    add("load.cold.peak-heap", "the same, peak heap", megabytes(usage.peakHeapBytes()), "MB");
    add(
        "load.cold.peak-rss",
        "peak of the process so far",
        megabytes(ResourceUsage.peakResidentBytes()),
        "MB");
    var retained = megabytes(ResourceUsage.retainedBytes() - emptyBytes);
    add("load.retained", "the loaded model, retained in memory", retained, "MB");
    return library;
  }

  private FullLoad loadWarm(GitMirror mirror, CommitId commit) {
    var walls = new long[options.loads()];
    var cpus = new long[options.loads()];
    for (var i = 0; i < walls.length; i++) {
      var library = library(mirror);
      var usage = ResourceUsage.of(() -> requireAccepted(() -> library.evaluate(commit, null)));
      walls[i] = usage.wallNanos();
      cpus[i] = usage.cpuNanos();
    }
    var what = "load and check, a new library in a warm process, median of " + walls.length;
    return new FullLoad(
        add("load.warm.wall", what, DurationSamples.of(walls).millis(50), "ms"),
        add("load.warm.cpu", "the same, CPU", DurationSamples.of(cpus).millis(50), "ms"));
  }

  private void verdicts(
      GitMirror mirror,
      GitModelLibrary library,
      ModelRepository repository,
      EcosystemGenerator generator,
      CommitId first,
      FullLoad full) {
    var walls = new long[options.merges()];
    var cpus = new long[options.merges()];
    var accepted = first;
    for (var i = 0; i < walls.length; i++) {
      var before = accepted;
      var head = repository.commit("Change one dataset", Stream.of(generator.changedFile(i + 1)));
      fetch(mirror, head);
      var usage = ResourceUsage.of(() -> requireAccepted(() -> library.evaluate(head, before)));
      walls[i] = usage.wallNanos();
      cpus[i] = usage.cpuNanos();
      accepted = head;
    }
    var wall = DurationSamples.of(walls);
    figures.add(
        Figure.of("verdict.wall.p50", "verdict of one changed dataset", wall.millis(50), "ms")
            .relativeTo(full.wall()));
    figures.add(
        Figure.of("verdict.wall.max", "the slowest of " + wall.size(), wall.millis(100), "ms")
            .relativeTo(full.wall()));
    figures.add(
        Figure.of("verdict.cpu.mean", "the same, CPU", mean(cpus) / 1e6, "ms")
            .relativeTo(full.cpu()));
  }

  /** The clock of a process ticks too coarsely for one verdict. */
  private static double mean(long[] nanos) {
    var sum = 0L;
    for (var each : nanos) {
      sum += each;
    }
    return (double) sum / nanos.length;
  }

  private Figure add(String name, String what, double value, String unit) {
    var figure = Figure.of(name, what, value, unit);
    figures.add(figure);
    return figure;
  }

  private static double megabytes(long bytes) {
    return bytes / 1e6;
  }
}

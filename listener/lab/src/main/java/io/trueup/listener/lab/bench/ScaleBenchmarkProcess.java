package io.trueup.listener.lab.bench;

import com.sun.management.ThreadMXBean;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.FragmentCache;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.listener.engine.versions.VersionFolder;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.CommitId;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process that {@link ScaleBenchmark} measures: it loads one model from scratch, checks merges
 * of one dataset, and writes figures to the standard output. Its arguments are a name for the
 * figures, the folders of mirror and cache (empty for none), the number of datasets, and the
 * commits, oldest first.
 */
final class ScaleBenchmarkProcess {

  private static final int WARM_UP = 5;
  private static final long MOST_CACHED = 4L << 30;

  private final String name;
  private final GitModelLibrary library;
  private final @Nullable VersionFolder versions;
  private final List<Figure> figures = new ArrayList<>();

  /** When the last version's file was begun. */
  private long begun;

  private ScaleBenchmarkProcess(String name, String cache, GitMirror mirror) {
    this.name = name;
    var folder = cache.isEmpty() ? null : Path.of(cache);
    versions = folder == null ? null : BenchVersions.in(versions(folder), this::begin);
    library =
        new GitModelLibrary(
            mirror,
            ModelRoot.of(""),
            new PlatformLint(DataPlatforms.load()),
            folder == null ? null : new FragmentCache(folder.resolve("fragments"), MOST_CACHED),
            versions);
  }

  /** The folder of the versions in the folder of what is kept on disk. */
  static Path versions(Path cache) {
    return cache.resolve("versions");
  }

  private Instant begin() {
    begun = System.nanoTime();
    return BenchVersions.now();
  }

  public static void main(String[] arguments) {
    var datasets = Integer.parseInt(arguments[3]);
    var commits = Arrays.stream(arguments).skip(4).map(CommitId::new).toList();
    try (var mirror = BenchMirror.open(Path.of(arguments[1]))) {
      var run = new ScaleBenchmarkProcess(arguments[0], arguments[2], mirror);
      if (arguments[0].endsWith(".restart")) {
        run.restart(commits, datasets);
      } else {
        run.load(commits.getFirst());
        run.retained(commits.getFirst(), datasets);
        run.disk(commits.getFirst(), datasets);
        run.verdicts(commits);
      }
      ChildProcess.answer(run.figures);
    }
  }

  private Figure add(String figure, String what, double value, String unit) {
    var added = Figure.of(name + "." + figure, what, value, unit);
    figures.add(added);
    return added;
  }

  /** From the first read of git to a linted model with its graphs. */
  private void load(CommitId commit) {
    var usage = ResourceUsage.of(() -> requireAccepted(library.evaluate(commit, null)));
    add("wall", "load, link, lint and graph", usage.wallMillis(), "ms");
    add("cpu", "the same, CPU of the whole process", usage.cpuMillis(), "ms");
    add(
        "up",
        "since the process started",
        (double) ManagementFactory.getRuntimeMXBean().getUptime(),
        "ms");
    add("peak-heap", "peak heap, garbage included", usage.peakHeapBytes() / 1e6, "MB");
    add("peak-rss", "peak resident memory", ResourceUsage.peakResidentBytes() / 1e6, "MB");
  }

  /** From the start of the process to the first verdict and its diffs. */
  private void restart(List<CommitId> commits, int datasets) {
    var usage = ResourceUsage.of(() -> verdict(commits.getFirst(), commits.get(1)));
    ChildProcess.ready();
    add("cpu", "the same, CPU of the whole process", ResourceUsage.processCpuMillis(), "ms");
    add("first", "the first verdict alone, with opening", usage.wallMillis(), "ms");
    add("peak-heap", "peak heap until then, garbage included", usage.peakHeapBytes() / 1e6, "MB");
    retained(commits.get(1), datasets);
    verdicts(commits.subList(1, commits.size()));
  }

  private void retained(CommitId commit, int datasets) {
    var retained = ResourceUsage.retainedBytes();
    add("retained", "retained in memory, program included", retained / 1e6, "MB");
    add("dataset", "the same for each dataset", (double) retained / datasets, "B");
    add("nodes", "nodes in all graphs", nodes(library.model(commit)), "");
  }

  private void disk(CommitId commit, int datasets) {
    var file = versions == null ? null : versions.find(commit.value()).orElse(null);
    if (file != null) {
      add("disk", "compiled version on disk", file.bytes() / 1e6, "MB");
      add("disk.dataset", "the same for each dataset", (double) file.bytes() / datasets, "B");
    }
  }

  private static double nodes(Model model) {
    return model.graphs().values().stream().mapToLong(it -> it.nodes().size()).sum();
  }

  private static ModelVerdict requireAccepted(ModelVerdict judgement) {
    if (!judgement.isAccepted()) {
      throw new BenchException(
          "The generated model is rejected: " + judgement.problems().getFirst(), null);
    }
    return judgement;
  }

  private void verdicts(List<CommitId> commits) {
    var walls = new ArrayList<Long>();
    var writes = new ArrayList<Long>();
    var allocated = new ArrayList<Long>();
    var written = new ArrayList<Long>();
    for (var i = 1; i < commits.size(); i++) {
      var accepted = commits.get(i - 1);
      var head = commits.get(i);
      var bytes = allocatedBytes();
      var start = System.nanoTime();
      var evaluated = verdict(accepted, head);
      if (i > WARM_UP) {
        walls.add(System.nanoTime() - start);
        allocated.add(allocatedBytes() - bytes);
        if (versions != null && begun > start) {
          writes.add(evaluated - begun);
          versions.find(head.value()).ifPresent(it -> written.add(it.bytes()));
        }
      }
    }
    if (!walls.isEmpty()) {
      var samples = samples(walls);
      add("verdict.p50", "verdict, next version and diffs", samples.millis(50), "ms");
      add("verdict.p99", "the same; the slowest of less than 100", samples.millis(99), "ms");
      add("verdict.alloc", "allocated for it, median", median(allocated) / 1e3, "kB");
    }
    if (!written.isEmpty()) {
      var samples = samples(writes);
      add("next.p50", "of that, writing the next version", samples.millis(50), "ms");
      add("next.p99", "the same; the slowest of less than 100", samples.millis(99), "ms");
      add("next.bytes", "bytes written for it, median", median(written) / 1e3, "kB");
      add("next.most", "the most", Collections.max(written) / 1e3, "kB");
    }
  }

  private static DurationSamples samples(List<Long> nanos) {
    return DurationSamples.of(nanos.stream().mapToLong(it -> it).toArray());
  }

  private static double median(List<Long> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** The verdict and the diffs of a merge; returns when its version was written. */
  private long verdict(CommitId accepted, CommitId head) {
    var before = library.model(accepted);
    var after = requireAccepted(library.evaluate(head, accepted)).model();
    var evaluated = System.nanoTime();
    if (after == null) {
      throw new BenchException("The accepted version has no model", null);
    }
    var changed = 0;
    for (var graph : after.graphs().values()) {
      var older = before.graphs().get(graph.platform().name());
      changed += older == null ? 0 : GraphDiff.between(older, graph).changed().size();
    }
    if (changed == 0) {
      throw new BenchException("The merge changed no node", null);
    }
    return evaluated;
  }

  /** Bytes allocated by this thread, which computes a verdict of one file alone. */
  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}

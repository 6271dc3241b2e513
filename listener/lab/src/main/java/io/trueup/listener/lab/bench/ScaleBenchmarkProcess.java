package io.trueup.listener.lab.bench;

import com.sun.management.ThreadMXBean;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.source.FragmentCache;
import io.trueup.listener.engine.source.GitModelLibrary;
import io.trueup.listener.engine.source.PlatformLint;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.verdict.Model;
import io.trueup.model.verdict.ModelVerdict;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.statestore.CommitId;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
  private final List<Figure> figures = new ArrayList<>();

  private ScaleBenchmarkProcess(String name) {
    this.name = name;
  }

  public static void main(String[] arguments) {
    var run = new ScaleBenchmarkProcess(arguments[0]);
    var datasets = Integer.parseInt(arguments[3]);
    var commits = Arrays.stream(arguments).skip(4).map(CommitId::new).toList();
    try (var mirror = BenchMirror.open(Path.of(arguments[1]))) {
      var library =
          new GitModelLibrary(
              mirror,
              ModelRoot.of(""),
              new PlatformLint(DataPlatforms.load()),
              arguments[2].isEmpty()
                  ? null
                  : new FragmentCache(Path.of(arguments[2]), MOST_CACHED));
      if (arguments[0].endsWith(".restart")) {
        run.restart(library, commits, datasets);
      } else {
        run.load(library, commits.getFirst());
        run.retained(library, commits.getFirst(), datasets);
        run.verdicts(library, commits);
      }
    }
    ChildProcess.answer(run.figures);
  }

  private Figure add(String figure, String what, double value, String unit) {
    var added = Figure.of(name + "." + figure, what, value, unit);
    figures.add(added);
    return added;
  }

  /** From the first read of git to a linted model with its graphs. */
  private void load(GitModelLibrary library, CommitId commit) {
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
  private void restart(GitModelLibrary library, List<CommitId> commits, int datasets) {
    var usage = ResourceUsage.of(() -> verdict(library, commits.getFirst(), commits.get(1)));
    ChildProcess.ready();
    add("cpu", "the same, CPU of the whole process", ResourceUsage.processCpuMillis(), "ms");
    add("first", "the first verdict alone, with opening", usage.wallMillis(), "ms");
    add("peak-heap", "peak heap until then, garbage included", usage.peakHeapBytes() / 1e6, "MB");
    retained(library, commits.get(1), datasets);
    verdicts(library, commits.subList(1, commits.size()));
  }

  private void retained(GitModelLibrary library, CommitId commit, int datasets) {
    var retained = ResourceUsage.retainedBytes();
    add("retained", "retained in memory, program included", retained / 1e6, "MB");
    add("dataset", "the same for each dataset", (double) retained / datasets, "B");
    add("nodes", "nodes in all graphs", nodes(library.model(commit)), "");
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

  private void verdicts(GitModelLibrary library, List<CommitId> commits) {
    var walls = new ArrayList<Long>();
    var allocated = new ArrayList<Long>();
    for (var i = 1; i < commits.size(); i++) {
      var accepted = commits.get(i - 1);
      var head = commits.get(i);
      var bytes = allocatedBytes();
      var start = System.nanoTime();
      verdict(library, accepted, head);
      if (i > WARM_UP) {
        walls.add(System.nanoTime() - start);
        allocated.add(allocatedBytes() - bytes);
      }
    }
    if (!walls.isEmpty()) {
      var samples = DurationSamples.of(walls.stream().mapToLong(it -> it).toArray());
      add("verdict.p50", "verdict and diffs, one dataset changed", samples.millis(50), "ms");
      add("verdict.p99", "the same; the slowest of less than 100", samples.millis(99), "ms");
      allocated.sort(null);
      add(
          "verdict.alloc",
          "allocated for it, median",
          allocated.get(allocated.size() / 2) / 1e3,
          "kB");
    }
  }

  private static void verdict(GitModelLibrary library, CommitId accepted, CommitId head) {
    var before = library.model(accepted);
    var after = requireAccepted(library.evaluate(head, accepted)).model();
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
  }

  /** Bytes allocated by this thread, which computes a verdict of one file alone. */
  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}

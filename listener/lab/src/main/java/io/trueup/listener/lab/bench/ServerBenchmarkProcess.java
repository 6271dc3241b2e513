package io.trueup.listener.lab.bench;

import io.trueup.listener.engine.versions.CompiledVersion;
import io.trueup.model.graph.GraphDiff;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.IntStream;

/**
 * A process that only answers questions about compiled versions, as each of many model servers on
 * one machine. {@link ScaleBenchmark} measures the second one. Its arguments are a name for the
 * figures, the folder of the versions, and two commits.
 */
final class ServerBenchmarkProcess {

  private static final int QUESTIONS = 1_000;

  private ServerBenchmarkProcess() {}

  public static void main(String[] arguments) {
    var name = arguments[0];
    var figures = new ArrayList<Figure>();
    var start = System.nanoTime();
    var folder = BenchVersions.in(Path.of(arguments[1]));
    var older = folder.find(arguments[2]).orElseThrow();
    var newer = folder.find(arguments[3]).orElseThrow();
    var opened = System.nanoTime();
    ask(older, newer);
    var answered = System.nanoTime();
    ChildProcess.ready();
    var heap = ResourceUsage.retainedBytes();
    figures.add(Figure.of(name + ".cpu", "the same, CPU", ResourceUsage.processCpuMillis(), "ms"));
    figures.add(Figure.of(name + ".open", "opening two versions", (opened - start) / 1e6, "ms"));
    figures.add(
        Figure.of(
            name + ".questions",
            "a diff, and %,d datasets from all over the model".formatted(QUESTIONS),
            (answered - opened) / 1e6,
            "ms"));
    figures.add(Figure.of(name + ".heap", "heap after a collection", heap / 1e6, "MB"));
    ChildProcess.awaitRelease();
    figures.add(
        Figure.of(
            name + ".private",
            "resident memory that no other process shares",
            ResourceUsage.privateBytes() / 1e6,
            "MB"));
    figures.add(
        Figure.of(name + ".rss", "resident memory", ResourceUsage.residentBytes() / 1e6, "MB"));
    ChildProcess.answer(figures);
  }

  private static void ask(CompiledVersion older, CompiledVersion newer) {
    var before = older.basis().model();
    var after = newer.basis().model();
    var changed =
        after.graphs().values().stream()
            .mapToInt(graph -> {
              var other = before.graphs().find(graph.platform().name());
              return other == null ? 0 : GraphDiff.between(other, graph).changed().size();
            })
            .sum();
    var stores = after.ecosystem().stores();
    var size = stores.size();
    var datasets =
        IntStream.range(0, QUESTIONS)
            .mapToObj(it ->
                stores.ceiling(EcosystemGenerator.storeName((int) ((long) it * size / QUESTIONS))))
            .filter(it -> it != null && !it.getValue().datasets().isEmpty())
            .mapToInt(it -> it.getValue().datasets().values().iterator().next().columns().size())
            .filter(it -> it > 0)
            .count();
    if (changed == 0 || datasets < QUESTIONS / 2) {
      throw new BenchException("The versions answer %d and %d".formatted(changed, datasets), null);
    }
  }
}

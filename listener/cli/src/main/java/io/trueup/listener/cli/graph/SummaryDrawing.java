package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Arrow;
import io.trueup.listener.cli.graph.Drawing.Box;
import io.trueup.listener.cli.graph.Drawing.Kind;
import io.trueup.listener.cli.graph.MarkedGraph.MarkedNode;
import io.trueup.model.graph.PipelineNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Draws a graph with too many nodes by store and workspace: the flows between them and the number
 * of their nodes. Only the largest are drawn when these are too many too.
 */
final class SummaryDrawing {

  private final Map<String, Sum> sums = new TreeMap<>();
  private final Set<List<String>> pairs = new HashSet<>();

  /** A store or a workspace with its number of nodes by mark. */
  private static final class Sum {

    private final String id;
    private final Kind kind;
    private final String name;
    private final Map<Mark, Integer> marks = new EnumMap<>(Mark.class);
    private int nodes;

    Sum(String id, Kind kind, String name) {
      this.id = id;
      this.kind = kind;
      this.name = name;
    }

    int nodes() {
      return nodes;
    }

    void add(Mark mark) {
      nodes++;
      marks.merge(mark, 1, Integer::sum);
    }

    Box box() {
      var lines = new ArrayList<>(List.of(name));
      if (nodes > 0) {
        lines.add(nodes == 1 ? "1 node" : "%,d nodes".formatted(nodes));
      }
      var changes = new ArrayList<String>();
      marks.forEach((mark, count) -> {
        if (mark != Mark.SAME) {
          changes.add(mark.sign() + "%,d".formatted(count));
        }
      });
      if (!changes.isEmpty()) {
        lines.add(String.join(" ", changes));
      }
      return new Box(id, kind, mark(), lines);
    }

    private Mark mark() {
      return marks.size() == 1
          ? marks.keySet().iterator().next()
          : marks.isEmpty() ? Mark.SAME : Mark.CHANGED;
    }
  }

  private SummaryDrawing() {}

  static Drawing of(MarkedGraph graph) {
    return new SummaryDrawing().draw(graph);
  }

  private Drawing draw(MarkedGraph graph) {
    graph.nodes().values().forEach(this::add);
    var notes = new ArrayList<>(List.of("Summarised by store and workspace"));
    var shown = shown();
    if (shown.size() < sums.size()) {
      notes.add("Only the %,d largest of %,d are drawn".formatted(shown.size(), sums.size()));
    }
    var boxes = shown.values().stream().map(Sum::box).toList();
    var arrows =
        pairs.stream()
            .filter(it -> shown.containsKey(it.getFirst()) && shown.containsKey(it.getLast()))
            .map(it -> new Arrow(it.getFirst(), it.getLast(), Mark.SAME))
            .sorted(Comparator.comparing(Arrow::from).thenComparing(Arrow::to))
            .toList();
    return new Drawing(graph.platform().name(), graph.title(), notes, boxes, arrows);
  }

  private Map<String, Sum> shown() {
    var shown = new TreeMap<String, Sum>();
    sums.values().stream()
        .sorted(Comparator.comparingInt(Sum::nodes).reversed().thenComparing(it -> it.id))
        .limit(Drawings.MOST_BOXES)
        .forEach(it -> shown.put(it.id, it));
    return shown;
  }

  private void add(MarkedNode marked) {
    switch (marked.node()) {
      case PipelineNode.Ingest ingest -> {
        var store = sum(Kind.STORE, ingest.store().name());
        store.add(marked.mark());
        for (var input : ingest.primaryInputs()) {
          var name = ingest.store().name() + " on " + input.platform();
          pairs.add(List.of(sum(Kind.FOREIGN, name).id, store.id));
        }
      }
      case PipelineNode.Export export -> {
        var store = sum(Kind.STORE, export.store());
        store.add(marked.mark());
        export.workspaces().forEach(it -> pairs.add(List.of(store.id, sum(Kind.WORKSPACE, it).id)));
      }
      case PipelineNode.Trigger trigger ->
          sum(Kind.WORKSPACE, trigger.workspace()).add(marked.mark());
      case PipelineNode.Transform transform -> {
        var workspace = sum(Kind.WORKSPACE, transform.workspace());
        workspace.add(marked.mark());
        var output = sum(Kind.STORE, transform.transformer().output().name());
        pairs.add(List.of(workspace.id, output.id));
      }
    }
  }

  private Sum sum(Kind kind, String name) {
    var id = kind.label() + " " + name;
    return sums.computeIfAbsent(id, _ -> new Sum(id, kind, name));
  }
}

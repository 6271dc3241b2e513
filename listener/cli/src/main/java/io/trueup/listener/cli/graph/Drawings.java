package io.trueup.listener.cli.graph;

import io.trueup.listener.cli.graph.Drawing.Arrow;
import io.trueup.listener.cli.graph.Drawing.Box;
import io.trueup.listener.cli.graph.Drawing.Kind;
import io.trueup.listener.cli.graph.MarkedGraph.MarkedNode;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Creates drawings of graphs: node by node, or by store and workspace when there are too many
 * nodes.
 */
public final class Drawings {

  /** A picture with more boxes would be unreadable. */
  static final int MOST_BOXES = 200;

  private final NavigableMap<String, Box> boxes = new TreeMap<>();
  private final List<Arrow> arrows = new ArrayList<>();

  private Drawings() {}

  /** The drawing of a graph. */
  public static Drawing of(MarkedGraph graph) {
    return graph.nodes().size() > MOST_BOXES
        ? SummaryDrawing.of(graph)
        : new Drawings().nodeByNode(graph);
  }

  private Drawing nodeByNode(MarkedGraph graph) {
    graph.nodes().forEach((key, node) -> boxes.put(key.value(), box(key, node)));
    graph
        .nodes()
        .forEach((key, node) -> {
          node.node().inputs().stream()
              .filter(it -> graph.nodes().containsKey(it))
              .forEach(it -> arrows.add(new Arrow(it.value(), key.value(), mark(graph, it, node))));
          for (var input : node.node().foreignInputs()) {
            boxes.putIfAbsent(input.value(), foreign(input));
            arrows.add(new Arrow(input.value(), key.value(), node.mark()));
          }
        });
    return new Drawing(
        graph.platform().name(), graph.title(), List.of(), List.copyOf(boxes.values()), arrows);
  }

  /** An arrow is added or removed with either of its ends. */
  private static Mark mark(MarkedGraph graph, NodeKey from, MarkedNode to) {
    var other = graph.nodes().get(from);
    for (var mark : List.of(Mark.REMOVED, Mark.ADDED)) {
      if (to.mark() == mark || (other != null && other.mark() == mark)) {
        return mark;
      }
    }
    return Mark.SAME;
  }

  private static Box box(NodeKey key, MarkedNode marked) {
    var node = marked.node();
    var priority = node.priority().name().toLowerCase(Locale.ROOT);
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          new Box(
              key.value(),
              Kind.INGEST,
              marked.mark(),
              List.of(after(key, 2), "ingest, %s".formatted(priority)));
      case PipelineNode.Export export ->
          new Box(
              key.value(),
              Kind.EXPORT,
              marked.mark(),
              List.of(
                  export.store() + "/" + export.dataset().name(),
                  "export, %s".formatted(priority),
                  "to " + export.container().qualifiedName()));
      case PipelineNode.Trigger trigger ->
          new Box(
              key.value(),
              Kind.TRIGGER,
              marked.mark(),
              List.of(trigger.workspace(), "trigger, %s".formatted(priority)));
      case PipelineNode.Transform transform ->
          new Box(
              key.value(),
              Kind.TRANSFORM,
              marked.mark(),
              List.of(transform.workspace(), "transform, %s".formatted(priority)));
    };
  }

  private static Box foreign(NodeKey key) {
    return new Box(
        key.value(),
        Kind.FOREIGN,
        Mark.SAME,
        List.of(after(key, 2), "on platform " + key.platform()));
  }

  /** The rest of a key after its first parts. */
  private static String after(NodeKey key, int parts) {
    return key.value().split("/", parts + 1)[parts];
  }
}

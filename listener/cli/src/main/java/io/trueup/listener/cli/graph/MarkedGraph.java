package io.trueup.listener.cli.graph;

import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeChanges;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A platform's graph with the effects of a change.
 *
 * @param nodes by key, including those that the change removes
 * @param isDiff whether it was compared with another graph
 */
public record MarkedGraph(
    PlatformDeclaration platform, SortedMap<NodeKey, MarkedNode> nodes, boolean isDiff) {

  /**
   * A node.
   *
   * @param changes the differences, a phrase each
   */
  public record MarkedNode(PipelineNode node, Mark mark, List<String> changes) {}

  public MarkedGraph {
    nodes = Collections.unmodifiableSortedMap(nodes);
  }

  /** A graph without a comparison. */
  public static MarkedGraph of(PlatformGraph graph) {
    var nodes = new TreeMap<NodeKey, MarkedNode>();
    graph
        .nodes()
        .forEach((key, node) -> nodes.put(key, new MarkedNode(node, Mark.SAME, List.of())));
    return new MarkedGraph(graph.platform(), nodes, false);
  }

  /** The differences of every platform that either version declares, by name. */
  public static List<MarkedGraph> between(Model older, Model newer) {
    var graphs = new TreeMap<String, MarkedGraph>();
    older
        .graphs()
        .forEach((name, graph) -> graphs.put(name, between(graph, newer.graphs().find(name))));
    newer
        .graphs()
        .forEach((name, graph) ->
            graphs.computeIfAbsent(
                name, _ -> between(PlatformGraph.empty(graph.platform()), graph)));
    return new ArrayList<>(graphs.values());
  }

  private static MarkedGraph between(PlatformGraph older, @Nullable PlatformGraph now) {
    var newer = now == null ? PlatformGraph.empty(older.platform()) : now;
    var nodes = new TreeMap<>(of(newer).nodes());
    var diff = GraphDiff.between(older, newer);
    diff.added().forEach(it -> nodes.put(it.key(), new MarkedNode(it, Mark.ADDED, List.of())));
    diff.changed()
        .forEach(it ->
            nodes.put(
                it.after().key(),
                new MarkedNode(
                    it.after(), Mark.CHANGED, NodeChanges.describe(it.before(), it.after()))));
    diff.removed().forEach(it -> nodes.put(it.key(), new MarkedNode(it, Mark.REMOVED, List.of())));
    return new MarkedGraph(newer.platform(), nodes, true);
  }

  /** The number of nodes with a mark. */
  public long count(Mark mark) {
    return nodes.values().stream().filter(it -> it.mark() == mark).count();
  }

  /** A title such as {@code Platform Live (postgres): 7 nodes}. */
  public String title() {
    var size = nodes.size() - count(Mark.REMOVED);
    var title =
        "Platform %s (%s): %s"
            .formatted(
                platform.name(),
                platform.type(),
                size == 0 ? "nothing to do" : size == 1 ? "1 node" : "%,d nodes".formatted(size));
    return isDiff
        ? "%s; %,d added, %,d changed, %,d removed"
            .formatted(title, count(Mark.ADDED), count(Mark.CHANGED), count(Mark.REMOVED))
        : title;
  }
}

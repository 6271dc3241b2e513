package io.trueup.listener.engine.schema;

import io.trueup.model.graph.DependencyOrder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PlatformGraph;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a platform that a request is about: all, when it names none; else those that a
 * workspace reads, with all their inputs, and those that it names.
 *
 * @param workspace null for none
 * @param group of the workspace; null for all of its groups
 * @param nodes keys
 */
public record SchemaScope(@Nullable String workspace, @Nullable String group, List<String> nodes) {

  /** All nodes. */
  public static final SchemaScope ALL = new SchemaScope(null, null, List.of());

  public SchemaScope {
    nodes = List.copyOf(nodes);
    if (group != null && workspace == null) {
      throw new IllegalArgumentException("Group '%s' has no workspace".formatted(group));
    }
  }

  /**
   * The nodes, each after its inputs.
   *
   * @param where the place that an error names, such as {@code on platform 'acme/Live'}
   * @param leaving the nodes that the platform still has and that are not in the graph
   * @throws RefusalException when a name does not exist
   */
  List<NodeKey> nodes(PlatformGraph graph, Collection<NodeKey> leaving, String where) {
    if (workspace == null && nodes.isEmpty()) {
      var all = new TreeSet<>(leaving);
      graph.nodes().keySet().forEach(all::add);
      return DependencyOrder.of(graph, all);
    }
    var chosen = new TreeSet<NodeKey>();
    if (workspace != null) {
      addInputs(graph, exports(graph, workspace, where), chosen);
    }
    for (var name : nodes) {
      chosen.add(node(graph, leaving, name, where));
    }
    return DependencyOrder.of(graph, chosen);
  }

  private static NodeKey node(
      PlatformGraph graph, Collection<NodeKey> leaving, String name, String where) {
    if (!name.isBlank()) {
      var key = new NodeKey(name);
      if (graph.nodes().containsKey(key) || leaving.contains(key)) {
        return key;
      }
    }
    throw RefusalException.unknown(
        "node",
        where,
        name,
        Stream.concat(graph.nodes().keySet().stream(), leaving.stream())
            .map(NodeKey::value)
            .toList());
  }

  private List<NodeKey> exports(PlatformGraph graph, String wanted, String where) {
    var ofWorkspace =
        graph.nodes().values().stream()
            .filter(Export.class::isInstance)
            .map(Export.class::cast)
            .filter(it -> it.workspaces().contains(wanted))
            .toList();
    if (ofWorkspace.isEmpty()) {
      throw RefusalException.unknown(
          "workspace",
          where,
          wanted,
          consumers(graph.nodes().values()).map(Consumer::workspace).toList());
    }
    var named = group;
    if (named == null) {
      return ofWorkspace.stream().map(Export::key).toList();
    }
    var ofGroup =
        ofWorkspace.stream()
            .filter(it ->
                it.consumers().stream()
                    .anyMatch(by -> by.workspace().equals(wanted) && by.group().equals(named)))
            .toList();
    if (ofGroup.isEmpty()) {
      throw RefusalException.unknown(
          "group",
          "of workspace '%s' %s".formatted(wanted, where),
          named,
          consumers(ofWorkspace)
              .filter(it -> it.workspace().equals(wanted))
              .map(Consumer::group)
              .toList());
    }
    return ofGroup.stream().map(Export::key).toList();
  }

  private static Stream<Consumer> consumers(Collection<? extends PipelineNode> nodes) {
    return nodes.stream()
        .filter(Export.class::isInstance)
        .flatMap(it -> ((Export) it).consumers().stream());
  }

  private static void addInputs(
      PlatformGraph graph, Collection<NodeKey> starts, Set<NodeKey> chosen) {
    var open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      var key = open.remove();
      var node = graph.nodes().get(key);
      if (node != null && chosen.add(key)) {
        open.addAll(node.inputs());
      }
    }
  }
}

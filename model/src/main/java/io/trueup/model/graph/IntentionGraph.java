package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.persistent.PersistentMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The graphs that the platforms must realize (domain §4), with the data to compute those of the
 * next version at the cost of the change. They depend neither on the order of documents nor on
 * earlier versions. Immutable.
 *
 * @param references of the ecosystem
 * @param roots the platforms that each group is a root of
 * @param platforms the graph of every declared platform, by its name; empty for a platform without
 *     assignments
 */
public record IntentionGraph(
    References references, Roots roots, PersistentMap<String, PlatformGraph> platforms) {

  /** The graph without any declaration. */
  public static final IntentionGraph NONE =
      new IntentionGraph(References.NONE, Roots.NONE, PersistentMap.empty());

  /**
   * Computes the graph of an ecosystem.
   *
   * @param ecosystem references that lead nowhere are ignored
   */
  public static IntentionGraph of(Ecosystem ecosystem) {
    return NONE.next(null, ecosystem, EcosystemChanges.between(null, ecosystem));
  }

  /**
   * Computes the graph of a newer ecosystem from this one.
   *
   * @param older the ecosystem of this graph; null when it has none
   * @param changes from the older to the newer
   */
  public IntentionGraph next(@Nullable Ecosystem older, Ecosystem newer, EcosystemChanges changes) {
    var newReferences = references.next(changes);
    var newRoots = roots.next(newer, changes, newReferences);
    var declared = declared(newer, changes);
    var update =
        new GraphUpdate(
            older == null ? EcosystemView.NONE : new EcosystemView(older, references, roots),
            new EcosystemView(newer, newReferences, newRoots),
            platforms,
            changes);
    var edits = new HashMap<String, Map<NodeKey, Optional<PipelineNode>>>();
    update
        .nodes()
        .forEach((key, node) ->
            edits.computeIfAbsent(key.platform(), _ -> new HashMap<>()).put(key, node));
    var graphs = declared;
    for (var edit : edits.entrySet()) {
      var graph = graphs.find(edit.getKey());
      if (graph != null) {
        graphs = graphs.with(edit.getKey(), graph.with(edit.getValue()));
      }
    }
    return new IntentionGraph(newReferences, newRoots, graphs);
  }

  /** A graph for every declared platform, with its present nodes. */
  private PersistentMap<String, PlatformGraph> declared(Ecosystem newer, EcosystemChanges changes) {
    var graphs = platforms;
    for (var change : changes.platforms().entrySet()) {
      if (change.getValue().after() == null) {
        graphs = graphs.without(change.getKey());
      }
    }
    for (var platform : newer.platforms().values()) {
      var before = graphs.find(platform.name());
      var container = newer.container(null, platform.container()).orElse(null);
      if (before == null || !isSame(before, platform, container)) {
        var empty = PlatformGraph.empty(platform);
        var nodes = before == null ? empty.nodes() : before.nodes();
        var sum = before == null ? empty.sum() : before.sum();
        graphs = graphs.with(platform.name(), new PlatformGraph(platform, container, nodes, sum));
      }
    }
    return graphs;
  }

  private static boolean isSame(
      PlatformGraph graph, PlatformDeclaration platform, @Nullable DataContainer container) {
    return graph.platform().equals(platform) && Objects.equals(graph.container(), container);
  }
}

package io.trueup.model.graph;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.PlatformDeclaration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Works out what each platform must realize (domain §4). Pure; the order of documents does not
 * matter.
 */
public final class IntentionGraph {

  private IntentionGraph() {}

  /**
   * The graph of every declared platform, by its name; empty for a platform that nothing is
   * assigned to.
   *
   * @param ecosystem one whose references lint found to be good; those that are not are left out
   */
  public static SortedMap<String, PlatformGraph> of(Ecosystem ecosystem) {
    var drafts = new GraphDrafts(ecosystem).drafts();
    var nodes = new TreeMap<String, SortedMap<NodeKey, PipelineNode>>();
    ecosystem.platforms().keySet().forEach(platform -> nodes.put(platform, new TreeMap<>()));
    var freezer = new NodeFreezer(ecosystem);
    drafts.forEach((key, draft) -> {
      var node = freezer.freeze(draft);
      var ofPlatform = nodes.get(draft.platform());
      if (ofPlatform != null) {
        ofPlatform.put(key, node);
      }
    });
    var graphs = new TreeMap<String, PlatformGraph>();
    nodes.forEach((name, ofPlatform) ->
        graphs.put(name, graph(ecosystem, ecosystem.platforms().get(name), ofPlatform)));
    return Collections.unmodifiableSortedMap(graphs);
  }

  private static PlatformGraph graph(
      Ecosystem ecosystem,
      @Nullable PlatformDeclaration platform,
      SortedMap<NodeKey, PipelineNode> nodes) {
    if (platform == null) {
      throw new IllegalStateException("Every graph is of a declared platform");
    }
    var container = ecosystem.container(null, platform.container()).orElse(null);
    return PlatformGraph.of(platform, container, nodes);
  }
}

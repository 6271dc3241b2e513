package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of the intention graph that one platform must realize.
 *
 * @param platform the platform, as declared
 * @param container the container it stages and merges in; null when it has none
 * @param nodes by key
 * @param fingerprint of all nodes; two graphs with one fingerprint ask for the same
 */
public record PlatformGraph(
    PlatformDeclaration platform,
    @Nullable DataContainer container,
    SortedMap<NodeKey, PipelineNode> nodes,
    Fingerprint fingerprint) {

  public PlatformGraph {
    nodes = Collections.unmodifiableSortedMap(nodes);
  }

  /** A graph with its fingerprint computed from its nodes. */
  public static PlatformGraph of(
      PlatformDeclaration platform,
      @Nullable DataContainer container,
      SortedMap<NodeKey, PipelineNode> nodes) {
    var canonical = Canonical.of("graph");
    nodes.values().forEach(node -> canonical.add(node.key().value()).add(node.fingerprint()));
    return new PlatformGraph(platform, container, nodes, canonical.fingerprint());
  }

  /** A platform with nothing to realize, which is no failure. */
  public static PlatformGraph empty(PlatformDeclaration platform) {
    return of(platform, null, new TreeMap<>());
  }
}

package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.PlatformDeclaration;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintSum;
import io.trueup.model.persistent.PersistentMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the intention graph that one platform must realize.
 *
 * @param platform the platform, as declared
 * @param container in which it stages and merges; null when it has none
 * @param nodes by key
 * @param sum the sum of all nodes' fingerprints
 */
public record PlatformGraph(
    PlatformDeclaration platform,
    @Nullable DataContainer container,
    PersistentMap<NodeKey, PipelineNode> nodes,
    FingerprintSum sum) {

  /** A graph with its sum computed from its nodes. */
  public static PlatformGraph of(
      PlatformDeclaration platform,
      @Nullable DataContainer container,
      Map<NodeKey, PipelineNode> nodes) {
    var sum = FingerprintSum.NONE;
    for (var node : nodes.values()) {
      sum = sum.plus(node.key().value(), node.fingerprint());
    }
    return new PlatformGraph(platform, container, PersistentMap.copyOf(nodes), sum);
  }

  /** A graph without nodes; a platform may have nothing to realize. */
  public static PlatformGraph empty(PlatformDeclaration platform) {
    return of(platform, null, PersistentMap.empty());
  }

  /** The digest of all nodes: graphs with the same requirements have the same one. */
  public Fingerprint fingerprint() {
    return sum.fingerprint();
  }

  /** The graph with some nodes replaced or removed. */
  PlatformGraph with(Map<NodeKey, Optional<PipelineNode>> changes) {
    var changed = sum;
    for (var change : changes.entrySet()) {
      var key = change.getKey();
      var before = nodes.find(key);
      if (before != null) {
        changed = changed.minus(key.value(), before.fingerprint());
      }
      if (change.getValue().isPresent()) {
        changed = changed.plus(key.value(), change.getValue().get().fingerprint());
      }
    }
    return new PlatformGraph(platform, container, nodes.withAll(changes), changed);
  }
}

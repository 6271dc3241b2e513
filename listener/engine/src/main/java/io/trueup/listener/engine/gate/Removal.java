package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy.RemovalGuard;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a move takes away.
 *
 * @param before how many nodes the platform's target has
 * @param removed those of them that the version does not have
 * @param isDeclared whether the version declares the platform
 */
public record Removal(int before, SortedSet<NodeKey> removed, boolean isDeclared) {

  /** Takes nothing away. */
  public static final Removal NOTHING = new Removal(0, Collections.emptySortedSet(), true);

  public Removal {
    removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
  }

  /**
   * What a move from one graph to another takes away.
   *
   * @param isDeclared whether the later version declares the platform
   */
  public static Removal of(PlatformGraph from, GraphDiff diff, boolean isDeclared) {
    return new Removal(
        from.nodes().size(),
        diff.removed().stream()
            .map(PipelineNode::key)
            .collect(Collectors.toCollection(TreeSet::new)),
        isDeclared);
  }

  /** The digest that an approval holds: of just these nodes. */
  public String digest() {
    var digest = FingerprintBuilder.of("removal");
    removed.forEach(key -> digest.add(key.value()));
    return digest.fingerprint().toString();
  }

  /** Whether it is so much that an operator must approve it. */
  public boolean exceeds(RemovalGuard guard) {
    if (removed.isEmpty()) {
      return false;
    }
    var isMuch =
        removed.size() >= guard.atLeast()
            && removed.size() * 100L > (long) guard.percent() * before;
    return isMuch || removed.size() == before || !isDeclared;
  }
}

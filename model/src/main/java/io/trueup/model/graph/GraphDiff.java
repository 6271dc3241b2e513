package io.trueup.model.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * The differences between two graphs of one platform; each list is by node key.
 *
 * @param added nodes that only the newer graph contains
 * @param changed nodes that both graphs contain, with different fingerprints
 * @param removed nodes that only the older graph contains
 */
public record GraphDiff(
    List<PipelineNode> added, List<NodeChange> changed, List<PipelineNode> removed) {

  /** A node before and after. */
  public record NodeChange(PipelineNode before, PipelineNode after) {}

  public GraphDiff {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /**
   * Compares two graphs by key and fingerprint. The cost is that of the difference when one was
   * made from the other.
   */
  public static GraphDiff between(PlatformGraph older, PlatformGraph newer) {
    var added = new ArrayList<PipelineNode>();
    var changed = new ArrayList<NodeChange>();
    var removed = new ArrayList<PipelineNode>();
    older
        .nodes()
        .differences(
            newer.nodes(),
            (was, is) -> was.fingerprint().equals(is.fingerprint()),
            (_, before, after) -> {
              if (before != null && after != null) {
                changed.add(new NodeChange(before, after));
              } else if (after != null) {
                added.add(after);
              } else if (before != null) {
                removed.add(before);
              }
            });
    return new GraphDiff(added, changed, removed);
  }

  /** Whether both graphs require the same. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}

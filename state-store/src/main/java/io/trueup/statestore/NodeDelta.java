package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * How one node differs between two versions.
 *
 * @param before null when the node is added
 * @param after null when the node is removed
 * @param what the difference in words, for people; may be empty
 */
public record NodeDelta(
    NodeKey node, @Nullable Fingerprint before, @Nullable Fingerprint after, String what) {

  /** Whether the node was added, changed or removed. */
  public Kind kind() {
    if (before == null) {
      return Kind.ADDED;
    }
    return after == null ? Kind.REMOVED : Kind.CHANGED;
  }

  /** The ways in which a node can differ. */
  public enum Kind {
    ADDED,
    CHANGED,
    REMOVED
  }
}

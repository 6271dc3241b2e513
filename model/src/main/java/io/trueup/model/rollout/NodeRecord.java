package io.trueup.model.rollout;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * What the state store remembers of one node of one platform.
 *
 * @param key the node
 * @param state what it is going through
 * @param realized what is realized now; null when nothing is
 * @param target what the target version asks for; null when the target does not hold the node
 * @param everRan whether any job ever began a run on it
 * @param isUncertain whether an attempt to change it began and is not recorded as landed: what is
 *     realized may be something else; never so of a node at its target
 */
public record NodeRecord(
    NodeKey key,
    NodeState state,
    @Nullable Fingerprint realized,
    @Nullable Fingerprint target,
    boolean everRan,
    boolean isUncertain) {

  /** Of a node that nobody is trying to change. */
  public NodeRecord(
      NodeKey key,
      NodeState state,
      @Nullable Fingerprint realized,
      @Nullable Fingerprint target,
      boolean everRan) {
    this(key, state, realized, target, everRan, false);
  }
}

package io.trueup.model.rollout;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * The stored state of one node of one platform.
 *
 * @param key the node
 * @param state of the node
 * @param realized the fingerprint that is realized now; null when the node does not exist
 * @param target the fingerprint in the target version; null when the target does not contain the
 *     node
 * @param everRan whether any job ever started a run on it
 * @param isUncertain whether an attempt to change it started and is not recorded as landed, so that
 *     {@code realized} may be wrong; never for a node at its target
 */
public record NodeRecord(
    NodeKey key,
    NodeState state,
    @Nullable Fingerprint realized,
    @Nullable Fingerprint target,
    boolean everRan,
    boolean isUncertain) {

  /** The record of a node without a pending attempt to change it. */
  public NodeRecord(
      NodeKey key,
      NodeState state,
      @Nullable Fingerprint realized,
      @Nullable Fingerprint target,
      boolean everRan) {
    this(key, state, realized, target, everRan, false);
  }
}

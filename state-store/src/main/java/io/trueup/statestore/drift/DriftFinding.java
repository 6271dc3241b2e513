package io.trueup.statestore.drift;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * A check's finding about one node.
 *
 * @param realized what the node has realized; null for nothing
 * @param message what differs, one sentence without a period at the end
 * @param refusal why it is not repaired, one sentence; null when no repair was tried
 */
public record DriftFinding(
    NodeKey node,
    @Nullable Fingerprint realized,
    DriftKind kind,
    String message,
    @Nullable String refusal) {

  /** The same finding, with the reason for which it is not repaired. */
  public DriftFinding refused(@Nullable String why) {
    return new DriftFinding(node, realized, kind, message, why);
  }
}

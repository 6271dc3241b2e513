package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * What a node has become at node time.
 *
 * @param realized null when it was retired
 */
public record RealizedNode(NodeKey node, @Nullable Fingerprint realized) {}

package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * A node with the fingerprint that was realized for it.
 *
 * @param realized null when it was retired
 */
public record RealizedNode(NodeKey node, @Nullable Fingerprint realized) {}

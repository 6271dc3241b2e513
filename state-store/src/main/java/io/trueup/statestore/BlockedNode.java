package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;

/**
 * A node that could not be brought to its target when its job started.
 *
 * @param reason why the last attempt failed, and what to do
 * @param since when the first attempt failed
 */
public record BlockedNode(NodeKey node, String reason, Instant since) {}

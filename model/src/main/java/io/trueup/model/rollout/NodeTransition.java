package io.trueup.model.rollout;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * The change of a node's record when a plan is recorded.
 *
 * @param node the node
 * @param state its new state
 * @param target its new target; null when the new target does not contain it
 * @param reason one sentence
 */
public record NodeTransition(
    NodeKey node, NodeState state, @Nullable Fingerprint target, String reason) {}

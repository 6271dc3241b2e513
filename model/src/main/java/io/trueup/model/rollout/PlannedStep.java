package io.trueup.model.rollout;

import io.trueup.model.graph.NodeKey;

/**
 * One step of a rollout, as planned.
 *
 * @param node the node to change
 * @param action what to do
 * @param reason one sentence for operators and auditors
 */
public record PlannedStep(NodeKey node, StepAction action, String reason) {}

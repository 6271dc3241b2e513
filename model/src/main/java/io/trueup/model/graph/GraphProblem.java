package io.trueup.model.graph;

import io.trueup.model.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a platform's graph, before its place in the model is known.
 *
 * @param node the node at fault; null when it is the platform's declaration itself
 * @param column the column at fault, as {@code dataset/column}; null when it is none
 */
public record GraphProblem(
    String rule,
    Severity severity,
    @Nullable NodeKey node,
    @Nullable String column,
    String message,
    String remedy) {}

package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What a platform cannot realize. The caller finds the place in the model that it comes from.
 *
 * @param rule stable id, beginning with the platform's type, such as {@code
 *     postgres.container-type}
 * @param severity an error rejects the merge
 * @param node the node at fault; null when it is the platform's declaration itself
 * @param column the column of the node's dataset at fault, as {@code dataset/column}; null when it
 *     is none
 * @param message what is wrong, one sentence
 * @param remedy what to do, one sentence
 */
public record PlatformProblem(
    String rule,
    Severity severity,
    @Nullable NodeKey node,
    @Nullable String column,
    String message,
    String remedy) {}

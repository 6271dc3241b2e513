package io.trueup.listener.cli.check;

import io.trueup.model.problem.Problem;

/**
 * A problem of the version that is checked.
 *
 * @param isKnown whether the base has it too, anywhere in the same file
 */
public record CheckedProblem(Problem problem, boolean isKnown) {}

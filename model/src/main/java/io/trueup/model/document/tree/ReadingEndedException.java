package io.trueup.model.document.tree;

import io.trueup.model.problem.Problem;

/**
 * Ends the reading of a file that exceeds a limit, or on which its parser fails; never thrown out
 * of this package.
 */
final class ReadingEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ReadingEndedException(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

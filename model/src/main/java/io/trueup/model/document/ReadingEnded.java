package io.trueup.model.document;

import io.trueup.model.problem.Problem;

/**
 * Ends the reading of a file that holds more than may be read, or what its parser fails on; never
 * leaves this package.
 */
final class ReadingEnded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ReadingEnded(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

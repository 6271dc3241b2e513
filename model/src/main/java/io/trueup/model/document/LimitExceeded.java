package io.trueup.model.document;

import io.trueup.model.problem.Problem;

/** Ends the reading of a file that holds more than may be read; never leaves this package. */
final class LimitExceeded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  LimitExceeded(Problem problem) {
    super(problem.message(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}

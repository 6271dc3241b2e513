package io.trueup.listener.daemon.view;

import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;

/**
 * A problem of a merge, with its place.
 *
 * @param line from 1; 0 when only the file is known
 */
public record ProblemView(
    String rule,
    Severity severity,
    String file,
    int line,
    int column,
    String message,
    String remedy) {

  /** The view of a problem. */
  public static ProblemView of(Problem problem) {
    return new ProblemView(
        problem.rule(),
        problem.severity(),
        problem.location().file(),
        problem.location().line(),
        problem.location().column(),
        problem.message(),
        problem.remedy());
  }

  /** {@code file:line:column}; empty when the problem is in no file. */
  public String place() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}

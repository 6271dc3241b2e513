package io.trueup.statestore;

import io.trueup.model.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * A judged merge, to be recorded.
 *
 * @param author as the commit says, for people
 * @param subject the commit message's first line, for people
 * @param committedAt as the commit says; never used to decide
 * @param problems errors and warnings; any error means that it is rejected
 * @param platforms what it means for each platform that it or the accepted version before it
 *     declares; empty when it is rejected. A platform that is not named keeps its pointers
 */
public record NewVersion(
    CommitId commit,
    String author,
    String subject,
    Instant committedAt,
    List<Problem> problems,
    List<Impact> platforms) {

  public NewVersion {
    problems = List.copyOf(problems);
    platforms = List.copyOf(platforms);
  }

  /** Whether it moves anything. */
  public boolean isAccepted() {
    return !Problem.anyError(problems);
  }
}

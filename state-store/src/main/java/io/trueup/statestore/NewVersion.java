package io.trueup.statestore;

import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.StateChange.MergeJudged;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A checked merge, to be recorded.
 *
 * @param author as the commit says, for people
 * @param subject the commit message's first line, for people
 * @param committedAt as the commit says; never used to decide
 * @param problems errors and warnings; any error means that it is rejected
 * @param platforms its impact on each platform that it or the accepted version before it declares;
 *     empty when it is rejected. A platform that is not named keeps its pointers
 * @param change its change from the accepted version, when compatibility alone rejects that or
 *     would reject it without an operator's approval; null otherwise
 */
public record NewVersion(
    CommitId commit,
    String author,
    String subject,
    Instant committedAt,
    List<Problem> problems,
    List<Impact> platforms,
    @Nullable ChangeDigest change) {

  public NewVersion {
    problems = List.copyOf(problems);
    platforms = List.copyOf(platforms);
  }

  /** A version without a change that an operator may approve. */
  public NewVersion(
      CommitId commit,
      String author,
      String subject,
      Instant committedAt,
      List<Problem> problems,
      List<Impact> platforms) {
    this(commit, author, subject, committedAt, problems, platforms, null);
  }

  /** Whether it is accepted by an operator's approval alone. */
  public boolean isApproved() {
    return isAccepted() && change != null;
  }

  /** The change that others hear of when it is recorded. */
  public MergeJudged judged(SourceId source, long sequence) {
    return new MergeJudged(
        source,
        sequence,
        commit,
        isAccepted(),
        author,
        subject,
        count(Severity.ERROR),
        count(Severity.WARNING),
        isAccepted() ? platforms.stream().map(Impact::told).toList() : List.of());
  }

  private int count(Severity severity) {
    return (int) problems.stream().filter(it -> it.severity() == severity).count();
  }

  /** Whether it moves anything. */
  public boolean isAccepted() {
    return !Problem.anyError(problems);
  }
}

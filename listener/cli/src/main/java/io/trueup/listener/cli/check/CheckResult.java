package io.trueup.listener.cli.check;

import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.text.Counts;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a merge check.
 *
 * @param isAccepted whether the merge would be accepted
 * @param base the state of the version to merge into
 * @param ownersOf the version before the base that determined the owners, because the base cannot
 *     be read in full; null when the base did, or ownership was not checked
 * @param change the change that only compatibility rejects, which an operator may approve or has
 *     approved; null otherwise
 * @param problems of the head, by place
 * @param platforms the impact of the merge on each platform; empty when it would be rejected
 */
public record CheckResult(
    boolean isAccepted,
    Base base,
    @Nullable ModelLocation ownersOf,
    @Nullable ChangeDigest change,
    List<CheckedProblem> problems,
    List<PlatformImpact> platforms) {

  /** The state of the version to merge into. */
  public enum Base {
    /** The base would be accepted, and the head was compared with it. */
    SOUND,
    /** The base has no model: the head was checked as the first version. */
    NONE,
    /**
     * The base would itself be rejected: the head was checked without compatibility, and the impact
     * is unknown.
     */
    BROKEN
  }

  public CheckResult {
    problems = List.copyOf(problems);
    platforms = List.copyOf(platforms);
  }

  /** The number of problems of a severity. */
  public long count(Severity severity) {
    return problems.stream().filter(it -> it.problem().severity() == severity).count();
  }

  /** The numbers of problems, such as {@code 2 errors, no warnings}. */
  public String counts() {
    return Counts.of(count(Severity.ERROR), "error")
        + ", "
        + Counts.of(count(Severity.WARNING), "warning");
  }
}

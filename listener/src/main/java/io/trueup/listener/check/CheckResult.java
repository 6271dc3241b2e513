package io.trueup.listener.check;

import io.trueup.listener.source.ModelPlace;
import io.trueup.listener.text.Counts;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.ChangeDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came out of a merge check.
 *
 * @param isAccepted whether a merge would be
 * @param base what the head was compared with
 * @param ownersOf the version before the base that says who owns what, since not all of the base
 *     can be read; null when the base says it, or ownership is not judged
 * @param change what an operator may approve, since compatibility alone rejects the head, or has
 *     approved; null otherwise
 * @param problems of the head, by place
 * @param platforms what a merge would set off, by platform; empty when it would be rejected, for
 *     then nothing moves
 */
public record CheckResult(
    boolean isAccepted,
    Base base,
    @Nullable ModelPlace ownersOf,
    @Nullable ChangeDigest change,
    List<CheckedProblem> problems,
    List<PlatformImpact> platforms) {

  /** The version that a merge would change. */
  public enum Base {
    /** It would be accepted, and the head was compared with it. */
    SOUND,
    /** It holds no model: the head was judged as the first one. */
    NONE,
    /**
     * It would itself be rejected: the head was judged without compatibility, and no impact can be
     * told.
     */
    BROKEN
  }

  public CheckResult {
    problems = List.copyOf(problems);
    platforms = List.copyOf(platforms);
  }

  /** How many problems weigh so. */
  public long count(Severity severity) {
    return problems.stream().filter(it -> it.problem().severity() == severity).count();
  }

  /** How many of each weight, such as {@code 2 errors, no warnings}. */
  public String counts() {
    return Counts.of(count(Severity.ERROR), "error")
        + ", "
        + Counts.of(count(Severity.WARNING), "warning");
  }
}

package io.trueup.model.verdict;

import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a version.
 *
 * @param model null when the version is so wrong that it could not be linked
 * @param problems errors and warnings by place; any error rejects the version
 * @param basis what a next version can be judged from; null when the version could not be linked
 */
public record Judgement(@Nullable Model model, List<Problem> problems, @Nullable Basis basis) {

  private static final String COMPATIBILITY = "compatibility.";

  public Judgement {
    problems = problems.stream().distinct().sorted(Problem.BY_LOCATION).toList();
  }

  /** Of a version that could not be linked. */
  public static Judgement unlinked(List<Problem> problems) {
    return new Judgement(null, problems, null);
  }

  /** Whether the version moves anything. */
  public boolean isAccepted() {
    return model != null && !Problem.anyError(problems);
  }

  /** Whether the version is rejected, and an operator may approve all that rejects it. */
  public boolean isApprovable() {
    return !isAccepted() && approved().isAccepted();
  }

  /**
   * The judgement of the same change when an operator approved it: what compatibility would reject
   * is a warning. Nothing else is let through.
   */
  public Judgement approved() {
    return new Judgement(model, problems.stream().map(Judgement::approved).toList(), basis);
  }

  private static Problem approved(Problem problem) {
    return problem.severity() == Severity.ERROR && problem.rule().startsWith(COMPATIBILITY)
        ? new Problem(
            problem.rule(),
            Severity.WARNING,
            problem.location(),
            problem.message(),
            "An operator approved this change; see 'trueup schema plan' for what platforms can do")
        : problem;
  }
}

package io.trueup.model.verdict;

import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of checking a version.
 *
 * @param model null when the version could not be linked
 * @param problems errors and warnings, by place; any error rejects the version
 * @param basis for checking the next version; null when the version could not be linked
 */
public record ModelVerdict(@Nullable Model model, List<Problem> problems, @Nullable Basis basis) {

  private static final String COMPATIBILITY = "compatibility.";

  public ModelVerdict {
    problems = problems.stream().distinct().sorted(Problem.BY_LOCATION).toList();
  }

  /** The result for a version that could not be linked. */
  public static ModelVerdict unlinked(List<Problem> problems) {
    return new ModelVerdict(null, problems, null);
  }

  /** Whether the version is accepted. */
  public boolean isAccepted() {
    return model != null && !Problem.anyError(problems);
  }

  /** Whether the version is rejected only for reasons that an operator may approve. */
  public boolean isApprovable() {
    return !isAccepted() && approved().isAccepted();
  }

  /**
   * The result with an operator's approval of the change: errors of compatibility become warnings.
   * All other errors stay.
   */
  public ModelVerdict approved() {
    return new ModelVerdict(model, problems.stream().map(ModelVerdict::approved).toList(), basis);
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

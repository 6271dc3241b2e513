package io.trueup.model.verdict;

import io.trueup.model.problem.Problem;
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
}

package io.trueup.model.verdict;

import io.trueup.model.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a version.
 *
 * @param model null when the version is so wrong that it could not be linked
 * @param problems errors and warnings by place; any error rejects the version
 */
public record Judgement(@Nullable Model model, List<Problem> problems) {

  public Judgement {
    problems = problems.stream().distinct().sorted(Problem.BY_LOCATION).toList();
  }

  /** Whether the version moves anything. */
  public boolean isAccepted() {
    return model != null && !Problem.anyError(problems);
  }
}

package io.trueup.model.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CappedProblemsTest {

  @Test
  void keepsErrorsFirstAndCountsAllProblems() {
    var problems = problems(4_000, 1_000);

    var kept = CappedProblems.cap(problems, 1_000);

    assertThat(kept).hasSize(1_001);
    assertThat(kept.subList(0, 1_000)).allMatch(it -> it.severity() == Severity.ERROR);
    assertThat(kept.getLast().message())
        .isEqualTo("There are 4,000 more problems: 3,000 errors and 1,000 warnings");
    assertThat(CappedProblems.count(kept, Severity.ERROR)).isEqualTo(4_000);
    assertThat(CappedProblems.count(kept, Severity.WARNING)).isEqualTo(1_000);
  }

  @Test
  void keepsFewProblems() {
    var problems = problems(3, 2);

    assertThat(CappedProblems.cap(problems, 5)).isEqualTo(problems);
    assertThat(CappedProblems.count(problems, Severity.ERROR)).isEqualTo(3);
    assertThat(CappedProblems.count(problems, Severity.WARNING)).isEqualTo(2);
  }

  private static List<Problem> problems(int errors, int warnings) {
    var problems = new ArrayList<Problem>();
    for (var i = 0; i < warnings; i++) {
      problems.add(new Problem("w", Severity.WARNING, Location.NOWHERE, "warning " + i, "do"));
    }
    for (var i = 0; i < errors; i++) {
      problems.add(new Problem("e", Severity.ERROR, Location.NOWHERE, "error " + i, "do"));
    }
    return problems;
  }
}

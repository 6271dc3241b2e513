package io.trueup.model.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private static final Problem PROBLEM =
      Problem.error("a.rule", new Location("", 3, 7), "It is wrong", "Correct it");

  @Test
  void namesPlaceSeverityRuleAndRemedy() {
    assertThat(PROBLEM.inFile("x/y.yaml"))
        .hasToString("x/y.yaml:3:7: error: It is wrong [a.rule]. Correct it");
    assertThat(Problem.error("a.rule", Location.of("x.yaml"), "It is wrong", "Correct it"))
        .hasToString("x.yaml: error: It is wrong [a.rule]. Correct it");
    assertThat(Problem.error("a.rule", Location.NOWHERE, "It is wrong", "Correct it"))
        .hasToString("error: It is wrong [a.rule]. Correct it");
  }

  @Test
  void staysOnOneLineOfBoundedLength() {
    var problem =
        Problem.error("a.rule", Location.NOWHERE, "a\r\nb\u2028c\u0000" + "x".repeat(5000), "d\te");

    assertThat(problem.message()).startsWith("a b c xxx").endsWith("x…").hasSize(1000);
    assertThat(problem.remedy()).isEqualTo("d e");
  }

  @Test
  void sortsByPlaceThenRuleThenMessage() {
    var sorted =
        List.of(
            Problem.error("b", Location.NOWHERE, "m", "r"),
            Problem.error("a", Location.of("f"), "m", "r"),
            Problem.error("a", new Location("f", 2, 9), "m", "r"),
            Problem.error("a", new Location("f", 10, 1), "m", "r"),
            Problem.error("b", new Location("f", 10, 1), "l", "r"),
            Problem.error("b", new Location("f", 10, 1), "m", "r"),
            Problem.error("a", new Location("f", 10, 2), "m", "r"),
            Problem.error("a", new Location("g", 1, 1), "m", "r"));

    assertThat(Stream.of(7, 3, 5, 1, 6, 0, 4, 2).map(sorted::get).sorted(Problem.BY_LOCATION))
        .containsExactlyElementsOf(sorted);
  }

  @Test
  void countsOnlyErrorsAsErrors() {
    var warning = new Problem("w", Severity.WARNING, Location.NOWHERE, "m", "r");

    assertThat(Problem.anyError(List.of(warning))).isFalse();
    assertThat(Problem.anyError(List.of(warning, PROBLEM))).isTrue();
  }
}

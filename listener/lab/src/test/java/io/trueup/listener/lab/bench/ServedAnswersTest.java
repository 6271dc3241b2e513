package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServedAnswersTest {

  private static final EcosystemGenerator GENERATOR =
      new EcosystemGenerator(
          new ModelServersBenchmark.Options(
                  1_000, 2, 5, 1, Duration.ZERO, ModelServersBenchmark.VersionOrigin.FOLDER, true)
              .shape(),
          Bench.NO_WAREHOUSE);

  private final ServedAnswers answers = new ServedAnswers(GENERATOR);

  private static String body(String... columns) {
    return "{\"columns\": [{\"name\": \"id\"}, {\"name\": \"%s\"}]}"
        .formatted(String.join("\"}, {\"name\": \"", columns));
  }

  @Test
  void aVersionHasTheColumnsOfTheMergesBeforeIt() {
    answers.pinned("model-1", 1, 1, body("text"));
    answers.pinned("model-1", 2, 1, body("added_00001"));
    answers.pinned("model-2", 2, 1, body("added_00001"));

    assertThat(answers.mixed()).isEmpty();
  }

  @Test
  void anAnswerOfAnotherVersionIsFound() {
    answers.pinned("model-1", 1, 1, body("added_00001"));
    answers.pinned("model-2", 2, 1, body("text"));

    assertThat(answers.mixed())
        .containsExactly(
            "model-1 answers %s with the columns of merges [1] in place of []"
                .formatted(answers.target(1, 1)),
            "model-2 answers %s with the columns of merges [] in place of [1]"
                .formatted(answers.target(2, 1)));
  }

  @Test
  void modelServersThatAnswerDifferentlyAreFound() {
    answers.pinned("model-1", 2, 1, body("added_00001"));
    answers.pinned("model-2", 2, 1, body("added_00001", "text"));

    assertThat(answers.mixed())
        .containsExactly(
            "model-2 answers %s unlike another model server".formatted(answers.target(2, 1)));
  }

  @Test
  void mergedNeverGoesBack() {
    answers.merged("model-1", 2, 2);
    answers.merged("model-2", 2, 3);
    answers.merged("model-2", 3, 2);

    assertThat(answers.mixed())
        .containsExactly("model-2 names version 2 after version 3 was named");
  }
}

package io.trueup.listener.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.problem.Problem;
import io.trueup.statestore.ServedWork;
import io.trueup.statestore.SourceId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServesReaderTest {

  private static ConfigurationReader.Result read(String more) {
    return ConfigurationReader.read(
        "trueup.yaml",
        Path.of("/etc/trueup"),
        (ConfigurationReaderTest.SMALLEST + more).getBytes(StandardCharsets.UTF_8));
  }

  private static ServedWork serves(String more) {
    var read = read(more);
    assertThat(read.problems()).isEmpty();
    return Objects.requireNonNull(read.configuration()).serves();
  }

  @Test
  void allSourcesAndPlatformsUnlessItSaysSo() {
    assertThat(serves("")).isEqualTo(ServedWork.allOf(List.of(new SourceId("acme"))));
  }

  @Test
  void everyKey() {
    var serves =
        serves(
            """
            serves:
              sources: [acme]
              types: [postgres]
              providers: [east, west]
              regions: [MyCorp/USA, Azure]
            """);

    assertThat(serves)
        .isEqualTo(
            new ServedWork(
                new TreeSet<>(Set.of(new SourceId("acme"))),
                new TreeSet<>(Set.of("postgres")),
                new TreeSet<>(Set.of("east", "west")),
                new TreeSet<>(Set.of("MyCorp/USA", "Azure"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {sources: [acmee]}     | 'serves' names source 'acmee', which 'sources' does not hold
          {regions: [MyCorp/]}   | 'serves' names region 'MyCorp/', which is no place of a vendor
          {regions: [/USA]}      | 'serves' names region '/USA', which is no place of a vendor
          """,
      quoteCharacter = '"')
  void wrongNamesAreProblems(String value, String message) {
    assertThat(read("serves: " + value + "\n").problems())
        .extracting(Problem::message)
        .containsExactly(message);
  }

  @Test
  void emptyAndUnknownKeysAreProblems() {
    assertThat(read("serves: {regions: []}\n").problems()).hasSize(1);
    assertThat(read("serves: {region: [MyCorp]}\n").problems()).hasSize(1);
  }
}

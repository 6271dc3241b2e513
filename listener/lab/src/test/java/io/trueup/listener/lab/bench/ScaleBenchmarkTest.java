package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The benchmark of twelve million datasets, at fifty thousand. No time is asserted. */
class ScaleBenchmarkTest {

  private static final Scenario SCENARIO = Scenario.large().scaled(1 / 600.0);
  private static final int MERGES = 14;

  private static Map<String, Figure> figures = Map.of();

  @BeforeAll
  static void measure() {
    var progress = new StringWriter();
    var report = ScaleBenchmark.run(List.of(SCENARIO), MERGES, null, new PrintWriter(progress));
    figures =
        report.figures().stream()
            .collect(
                Collectors.toMap(it -> it.name().replace("shared-12m.", ""), Function.identity()));
  }

  @Test
  void measuresTwentyThousandDatasets() {
    assertThat(SCENARIO.shape().datasets()).isEqualTo(20_000);
    assertThat(SCENARIO.shape().schemas()).isEqualTo(1_000);
  }

  @Test
  void readsAllFilesForTheLimit() {
    var generator = new EcosystemGenerator(SCENARIO.shape(), Bench.NO_WAREHOUSE);
    var bytes =
        generator.files().mapToLong(it -> it.text().getBytes(StandardCharsets.UTF_8).length).sum();

    assertThat(figure("limit.files").value()).isEqualTo(generator.fileCount());
    assertThat(figure("limit.text").value()).isEqualTo(bytes / 1e6);
  }

  @Test
  void comparesAColdLoadWithTheLimitOfTheSameRun() {
    assertThat(figure("cold.wall").baseline())
        .isEqualTo(
            new Figure.Ratio(
                "shared-12m.limit.wall",
                figure("cold.wall").value() / figure("limit.wall").value()));
    assertThat(figure("cold.cpu").baseline())
        .extracting(Figure.Ratio::of)
        .isEqualTo("shared-12m.limit.cpu");
  }

  @Test
  void measuresVerdictsAfterAColdLoadAndAfterARestart() {
    assertThat(List.of("cold.verdict.p50", "restart.verdict.p50", "restart.wall"))
        .allSatisfy(it -> assertThat(figure(it).value()).isPositive());
    assertThat(figure("restart.nodes").value()).isEqualTo(figure("cold.nodes").value());
  }

  @Test
  void measuresCompiledVersions() {
    assertThat(List.of("cold.disk.dataset", "cold.next.bytes", "restart.next.bytes", "second.open"))
        .allSatisfy(it -> assertThat(figure(it).value()).isPositive());
    // A start that read the model from git would have written all of it again.
    assertThat(figure("restart.next.bytes").value() / 1e3)
        .isLessThan(figure("cold.disk").value() / 4);
  }

  private static Figure figure(String name) {
    return Objects.requireNonNull(figures.get(name), name);
  }
}

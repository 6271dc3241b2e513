package io.trueup.listener.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Figure FULL = Figure.of("load", "a full load", 2000, "ms");
  private static final Report REPORT =
      new Report(
          Map.of("cores", 2),
          Map.of("files", 3),
          List.of(FULL, Figure.of("verdict", "a verdict", 100.25, "ms").against(FULL)));

  @Test
  void computesPercentilesByTheNearestRank() {
    var samples = Samples.of(LongStream.rangeClosed(1, 200).map(it -> it * 1_000_000).toArray());

    assertThat(samples.millis(50)).isEqualTo(100);
    assertThat(samples.millis(99)).isEqualTo(198);
    assertThat(samples.millis(100)).isEqualTo(200);
    assertThat(Samples.of(new long[] {7_000_000}).millis(99)).isEqualTo(7);
    assertThat(Samples.of(new long[0]).millis(99)).isNaN();
  }

  @Test
  void showsEachFigureWithItsBaseline() {
    assertThat(REPORT.text()).contains("2,000 ms", "100.3 ms", "0.050 of load", "cores", "files");
  }

  @Test
  void writesTheSameFiguresAsJson() {
    assertThat(REPORT.json())
        .contains(
            "\"value\" : 100.25", "\"of\" : \"load\"", "\"value\" : 0.050125", "\"cores\" : 2");
  }

  @Test
  void limitsASpecInProportion() {
    var shape =
        new Shape(10_000, 20, 1_000, 7, 1_000, 0, 5, 1_000, 42, Shape.Format.YAML, "legacy");

    assertThat(shape.slice(500))
        .isEqualTo(new Shape(500, 20, 50, 7, 50, 0, 5, 50, 42, Shape.Format.YAML, "postgres"));
    assertThat(shape.slice(20_000)).isEqualTo(shape.withPlatformType("postgres"));
  }
}

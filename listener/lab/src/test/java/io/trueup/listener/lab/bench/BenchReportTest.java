package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BenchReportTest {

  private static final Figure FULL = Figure.of("load", "a full load", 2000, "ms");
  private static final BenchReport REPORT =
      new BenchReport(
          Map.of("cores", 2),
          Map.of("files", 3),
          List.of(FULL, Figure.of("verdict", "a verdict", 100.25, "ms").relativeTo(FULL)));

  @Test
  void computesPercentilesByTheNearestRank() {
    var samples =
        DurationSamples.of(LongStream.rangeClosed(1, 200).map(it -> it * 1_000_000).toArray());

    assertThat(samples.millis(50)).isEqualTo(100);
    assertThat(samples.millis(99)).isEqualTo(198);
    assertThat(samples.millis(100)).isEqualTo(200);
    assertThat(DurationSamples.of(new long[] {7_000_000}).millis(99)).isEqualTo(7);
    assertThat(DurationSamples.of(new long[0]).millis(99)).isNaN();
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
  void saysWhatWasNotMeasured() {
    var figure = Figure.of("second.private", "not shared", Double.NaN, "MB");

    assertThat(new BenchReport(Map.of(), Map.of(), List.of(figure)).text())
        .contains("not shared not measured")
        .doesNotContain("MB");
  }

  @Test
  void limitsASpecInProportion() {
    var shape =
        new EcosystemSpec(
            10_000, 20, 1_000, 7, 1_000, 0, 5, 1_000, 42, EcosystemSpec.Format.YAML, "legacy");

    assertThat(shape.limitedTo(500))
        .isEqualTo(
            new EcosystemSpec(
                500, 20, 50, 7, 50, 0, 5, 50, 42, EcosystemSpec.Format.YAML, "postgres"));
    assertThat(shape.limitedTo(20_000)).isEqualTo(shape.withPlatformType("postgres"));
  }
}

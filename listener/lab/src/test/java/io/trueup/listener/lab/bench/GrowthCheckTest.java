package io.trueup.listener.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.lab.bench.GrowthCheck.Measure;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowthCheckTest {

  /** May grow by a tenth plus two. */
  private static final Measure HEAP = Measure.flat("heap", "heap", "MB", 0.1, 2);

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "stays constant,                 10 10 10 10 10 10 10 10 10 10, true",
    "is high while warming up,       99 10 10 10 10 10 10 10 10 10, true",
    "is low while warming up,         1 10 10 10 10 10 10 10 10 10, true",
    "swings,                         10 30 10 30 10 30 10 30 10 30, true",
    "peaks once at the end,          10 10 10 10 10 10 10 10 10 99, true",
    "shrinks,                        50 40 30 20 10  9  8  7  6  5, true",
    "grows by the tolerance,         10 10 10 10 10 13 13 13 13 13, true",
    "grows by more than that,        10 10 10 10 10 14 14 14 14 14, false",
    "grows with every sample,        10 12 14 16 18 20 22 24 26 28, false",
    "has the fewest samples,          10 10 10 13 13,                true",
    "grows among few samples,        10 10 10 20 20,                false",
    "is missing at the end,           10 10 10 NaN NaN,              false",
  })
  void comparesTheHalves(String what, String values, boolean isFlat) {
    var verdict = GrowthCheck.compare(HEAP, numbers(values));

    assertThat(verdict.isFlat()).as(what).isEqualTo(isFlat);
  }

  @Test
  void computesTheAllowedValue() {
    var verdict = GrowthCheck.compare(HEAP, numbers("99 10 10 20 20"));

    assertThat(verdict).isEqualTo(new GrowthCheck.Comparison(HEAP, 10, 20, 13.0));
  }

  @Test
  void neverFailsARecordedMeasure() {
    var recorded = Measure.recorded("state.size", "size", "MB");

    assertThat(GrowthCheck.compare(recorded, numbers("1 2 3 4 5")).isFlat()).isTrue();
  }

  @Test
  void refusesTooFewSamples() {
    assertThatThrownBy(() -> GrowthCheck.compare(HEAP, numbers("1 2 3 4")))
        .hasMessage(
            "Cannot compare the halves of 'heap': it has 4 samples, and at least 5 are needed");
  }

  private static List<Double> numbers(String values) {
    return Arrays.stream(values.split(" +")).map(Double::valueOf).toList();
  }
}

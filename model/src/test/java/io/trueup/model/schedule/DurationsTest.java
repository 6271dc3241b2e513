package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations are read from one number and one unit, and written so. */
class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "30s,PT30S",
    "5m,PT5M",
    "90m,PT1H30M",
    "1h,PT1H",
    "25h,PT25H",
    "2d,PT48H"
  })
  void readsWhatItWrites(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
    assertThat(Durations.text(expected)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "000d", "5", "s", "-1s", "1.5h", "1w", "1h30m", "PT8H", " 8h", ""})
  void refusesOtherTexts(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not a duration such as 500ms, 30s, 5m, 1h or 2d", text);
  }
}

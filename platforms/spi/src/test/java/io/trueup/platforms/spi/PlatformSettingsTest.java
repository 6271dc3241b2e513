package io.trueup.platforms.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformSettingsTest {

  @Test
  void givesTheDefaultOfASettingThatIsNotGiven() {
    assertThat(PlatformSettings.NONE.number("ddl-at-once", 7, 1)).isEqualTo(7);
    assertThat(PlatformSettings.of("ddl-at-once", "3").number("ddl-at-once", 7, 1)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "", "99999999999"})
  void refusesWhatIsNoNumberOrTooSmall(String text) {
    assertThatThrownBy(() -> PlatformSettings.of("ddl-at-once", text).number("ddl-at-once", 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use '%s' as setting 'ddl-at-once': it is not a number of at least 1", text);
  }

  @Test
  void refusesSettingsThatTheTypeDoesNotHave() {
    var settings = PlatformSettings.of("dll-at-once", "3");

    settings.requireOnly("postgres", Set.of("dll-at-once"));
    assertThatThrownBy(() -> settings.requireOnly("postgres", Set.of("ddl-at-once")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot use settings [dll-at-once]: data platforms of type 'postgres' have none of"
                + " these");
  }
}

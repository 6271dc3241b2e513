package io.trueup.platforms.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.legacy.LegacyPlatform;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataPlatformsTest {

  @Test
  void findsTheTypesOnTheClassPath() {
    var platforms = DataPlatforms.load();

    assertThat(platforms.types()).containsExactly("legacy");
    assertThat(platforms.require("legacy")).isInstanceOf(LegacyPlatform.class);
  }

  @Test
  void listsKnownTypesForAnUnknownOne() {
    var platforms = DataPlatforms.load();

    assertThat(platforms.find("oracle")).isEmpty();
    assertThatThrownBy(() -> platforms.require("oracle"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no data platform of type 'oracle'; known are legacy");
  }

  @Test
  void refusesTwoOfOneName() {
    assertThatThrownBy(() -> DataPlatforms.of(List.of(new LegacyPlatform(), new LegacyPlatform())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Cannot tell two data platforms of type 'legacy' apart: ");
  }
}

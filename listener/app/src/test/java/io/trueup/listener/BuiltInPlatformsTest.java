package io.trueup.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.postgres.PostgresPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import org.junit.jupiter.api.Test;

/** The platform types of the distribution. */
class BuiltInPlatformsTest {

  @Test
  void areLegacyAndPostgres() {
    var platforms = DataPlatforms.load();

    assertThat(platforms.types()).containsExactly("legacy", "postgres");
    assertThat(platforms.require("postgres")).isInstanceOf(PostgresPlatform.class);
    assertThatThrownBy(() -> platforms.require("oracle"))
        .hasMessage("There is no data platform of type 'oracle'; known are legacy, postgres");
  }
}

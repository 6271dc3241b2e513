package io.trueup.platforms.relational.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.type.ReservedWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainersPageTest {

  private static final Path PAGE = Path.of("../../docs/containers.md");

  /** The model refuses these words and cannot see the tables of products. */
  @Test
  void theModelReservesWhatEveryProductReserves() {
    assertThat(ReservedWords.all()).isEqualTo(List.copyOf(ContainersPage.reservedByAll()));
  }

  @Test
  void isDocumented() throws IOException {
    if (Boolean.getBoolean("trueup.write")) {
      Files.writeString(PAGE, ContainersPage.text());
    }

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("docs/containers.md is stale: its second line says how to regenerate it")
        .isEqualTo(ContainersPage.text());
  }
}

package io.trueup.platforms.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.postgres.PhysicalNames.Role;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhysicalNamesTest {

  private static final String LONG = "A".repeat(128);

  @Test
  void keepsNamesReadableWhereTheyFit() {
    assertThat(PhysicalNames.table("Live", "NW_Data", "customers", Role.STAGING))
        .hasToString("live.nw_data_customers_staging");
    assertThat(PhysicalNames.table("Live", "NW_Data", "customers", Role.MERGE))
        .hasToString("live.nw_data_customers_merge");
    assertThat(PhysicalNames.table("Live", "Masked", "customers", Role.OUTPUT))
        .hasToString("live.masked_customers_output");
    assertThat(PhysicalNames.view("Live", "ProductReporting", "NW_Data", "customers"))
        .hasToString("live__productreporting.nw_data_customers");
  }

  @Test
  void abbreviatesWithADigestBeforeTheRole() {
    var name = PhysicalNames.table("Live", "NW_Data", LONG, Role.STAGING).name();

    assertThat(name).matches("nw_data_a+_[0-9a-f]{12}_staging").hasSize(63);
  }

  @Test
  void anExactFitIsNotAbbreviated() {
    assertThat(
            PhysicalNames.table("L", "s", "d".repeat(63 - "s__merge".length()), Role.MERGE).name())
        .hasSize(63)
        .endsWith("d_merge");
    assertThat(
            PhysicalNames.table("L", "s", "d".repeat(64 - "s__merge".length()), Role.MERGE).name())
        .hasSize(63)
        .matches("s_d+_[0-9a-f]{12}_merge");
  }

  @Test
  void countsBytesAndCutsBetweenCharacters() {
    for (var text :
        List.of(
            "é".repeat(40),
            "x" + "é".repeat(40),
            "\uD83D\uDE00".repeat(20),
            "x" + "\uD83D\uDE00".repeat(20))) {
      var name = PhysicalNames.column(text);
      var bytes = name.getBytes(StandardCharsets.UTF_8);

      assertThat(bytes.length).isBetween(55, 63);
      assertThat(new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(name)
          .doesNotContain("\uFFFD");
    }
  }

  @Test
  void longNamesWithOneBeginningStayApart() {
    var names = new HashMap<String, String>();
    for (var i = 0; i < 20_000; i++) {
      var dataset = "a".repeat(100) + i;
      assertThat(
              names.put(PhysicalNames.table("Live", "Store", dataset, Role.MERGE).name(), dataset))
          .isNull();
    }
  }

  @Test
  void schemasOfPlatformsAndWorkspacesStayApart() {
    var parts = List.of("a", "b", "a_", "_b", "a_b", "a__b", "a__", "a_b_", "b__a", "ab");
    var schemas = new HashMap<String, String>();
    for (var platform : parts) {
      assertThat(schemas.put(PhysicalNames.tableSchema(platform), platform)).isNull();
      for (var workspace : parts) {
        assertThat(
                schemas.put(
                    PhysicalNames.viewSchema(platform, workspace), platform + "/" + workspace))
            .as(platform + "/" + workspace)
            .isNull();
      }
    }
  }
}

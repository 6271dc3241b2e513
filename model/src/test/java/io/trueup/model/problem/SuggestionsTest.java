package io.trueup.model.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

  private static final List<String> KNOWN = List.of("orders", "order_lines", "customers", "UK");

  @ParameterizedTest
  @CsvSource({
    "order, orders",
    "ordres, orders",
    "Orders, orders",
    "ORDERS, orders",
    "costumers, customers",
    "orderlines, order_lines",
    "uk, UK",
    "orders, orders",
  })
  void findsWhatWasMeant(String wrong, String meant) {
    assertThat(Suggestions.nearest(wrong, KNOWN)).hasValue(meant);
  }

  @ParameterizedTest
  @CsvSource({"US", "products", "o", "''", "orxxxx"})
  void findsNothingWhenNoWordIsNear(String wrong) {
    assertThat(Suggestions.nearest(wrong, KNOWN)).isEmpty();
  }

  @Test
  void takesTheFirstByAlphabetOfEquallyNearOnes() {
    assertThat(Suggestions.nearest("lane", List.of("line", "lone", "lake"))).hasValue("lake");
  }

  @Test
  void suggestsAWordOrAnotherRemedy() {
    assertThat(Suggestions.remedy("order", KNOWN, "Remove it")).isEqualTo("Did you mean 'orders'?");
    assertThat(Suggestions.remedy("zebra", KNOWN, "Remove it")).isEqualTo("Remove it");
  }

  @Test
  void spendsNoTimeOnTextsOfAnotherLength() {
    assertThat(Suggestions.nearest("x".repeat(5_000_000), KNOWN)).isEmpty();
  }
}

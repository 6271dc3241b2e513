package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedWordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"ABS", "select", "Order", "VALUE", "value_of", "year", "listagg"})
  void containsWhatTheStandardReserves(String word) {
    assertThat(ReservedWords.contains(word)).isTrue();
  }

  /** Keywords that the standard does not reserve, what it no longer reserves, and no keywords. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "name", "type", "key", "zone", "state", "status", "orders", "date_", "ORDERS",
        "amount", "currency", "text", "index", "comment", "view", "role", "data", ""
      })
  void leavesTheRest(String word) {
    assertThat(ReservedWords.contains(word)).isFalse();
  }
}

package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedWordsTest {

  @ParameterizedTest
  @ValueSource(strings = {"select", "Order", "FROM", "group", "null"})
  void containsWhatEveryProductReserves(String word) {
    assertThat(ReservedWords.contains(word)).isTrue();
  }

  /** Words that the standard or some products reserve, unreserved keywords, and other words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "name", "type", "key", "zone", "state", "status", "orders", "date_", "ORDERS",
        "value", "position", "count", "year", "language", "release", "at", "user", "table",
        "amount", "currency", "text", "index", "comment", "view", "role", "data", ""
      })
  void allowsOtherWords(String word) {
    assertThat(ReservedWords.contains(word)).isFalse();
  }
}

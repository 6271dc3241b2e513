package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ParsedTextsTest {

  @Test
  void parsesATextOnceAndForgetsAllWhenThereAreTooMany() {
    var parsed = new ArrayList<String>();
    var texts =
        new ParsedTexts<>(text -> {
          parsed.add(text);
          return new Object();
        });

    assertThat(texts.of("a")).isSameAs(texts.of("a")).isNotSameAs(texts.of("b"));
    assertThat(parsed).containsExactly("a", "b");

    for (var i = 0; i < 10_000; i++) {
      texts.of("text " + i);
    }
    parsed.clear();
    texts.of("a");
    assertThat(parsed).containsExactly("a");
  }

  @Test
  void throwsWhatParsingThrowsEachTime() {
    var texts = new ParsedTexts<>(Integer::valueOf);

    for (var i = 0; i < 2; i++) {
      assertThatThrownBy(() -> texts.of("x")).isInstanceOf(NumberFormatException.class);
    }
  }
}

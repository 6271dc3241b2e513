package io.trueup.platforms.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.platforms.spi.LogicalName.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogicalNameTest {

  private static final List<Kind> KINDS = List.of(Kind.values());

  @Test
  void isReadableAsText() {
    assertThat(LogicalName.relation("Live", "NW_Data", "customers", "merge"))
        .hasToString("relation Live/NW_Data/customers/merge");
    assertThat(LogicalName.schema("USA/NY", "5%")).hasToString("schema USA%2FNY/5%25");
  }

  @Test
  void readsItsTextBackAndNoOther() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var names = new HashSet<LogicalName>();
    var texts = new HashSet<String>();
    for (var round = 0; round < 2000; round++) {
      var parts = new ArrayList<String>();
      for (var part = 0; part <= random.nextInt(3); part++) {
        parts.add(part(random));
      }
      var name = new LogicalName(KINDS.get(random.nextInt(KINDS.size())), parts);
      names.add(name);
      texts.add(name.toString());

      assertThat(LogicalName.parse(name.toString())).as("seed %d", seed).isEqualTo(name);
    }
    assertThat(texts).as("seed %d", seed).hasSameSizeAs(names);
  }

  private static String part(Random random) {
    return String.join(
        "",
        IntStream.rangeClosed(0, random.nextInt(4))
            .mapToObj(_ -> List.of("a", "/", "%", "2", "5", "F", " ").get(random.nextInt(7)))
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "relation",
        "relation ",
        "table a",
        "relation a//b",
        "relation a%2fb",
        "relation %",
        "RELATION a"
      })
  void refusesInvalidNames(String text) {
    assertThatThrownBy(() -> LogicalName.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

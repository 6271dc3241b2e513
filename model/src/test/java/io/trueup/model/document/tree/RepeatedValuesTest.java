package io.trueup.model.document.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.tree.Tree.Mapping;
import io.trueup.model.document.tree.Tree.Scalar;
import io.trueup.model.document.tree.Tree.Sequence;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are known from other files give the same trees, places included, as reading them. */
class RepeatedValuesTest {

  private static final int POOLS = 60;
  private static final int FILES = 60;

  private int found;

  @ParameterizedTest
  @ValueSource(strings = {"x.json", "x.yaml"})
  void giveTheTreesOfReading(String fileName) {
    var seed = Long.getLong("trueup.reading.seed", 1);
    var random = new Random(seed);
    for (var pool = 0; pool < POOLS; pool++) {
      var files = new RepeatingFiles(random, fileName.endsWith(".json"));
      var known = new RepeatedValues();
      for (var i = 0; i < FILES; i++) {
        var content = files.next();
        var limits = new ReadLimits(1 << 20, 64, random.nextInt(4) == 0 ? 60 : 10_000);

        var read = TreeParser.read(fileName, content, limits, known);

        read.documents().forEach(this::keep);
        assertThat(read)
            .as("Seed %d:%n%s", seed, new String(content, StandardCharsets.UTF_8))
            .isEqualTo(TreeParser.read(fileName, content, limits));
      }
    }
    assertThat(found).as("Seed %d: values that were known", seed).isGreaterThan(POOLS);
  }

  /** Keeps the text of each repeated value, or compares it with what was kept. */
  private void keep(Tree tree) {
    switch (tree) {
      case Mapping mapping -> {
        var repeated = RepeatedEntries.of(mapping);
        var text = text(mapping);
        if (repeated != null && repeated.made(String.class) != null) {
          found++;
          assertThat(repeated.made(String.class)).isEqualTo(text);
        } else if (repeated != null) {
          repeated.keep(text);
        }
        mapping.entries().forEach(it -> keep(it.value()));
      }
      case Sequence sequence -> sequence.items().forEach(this::keep);
      case Scalar _ -> {}
    }
  }

  /** A value without its place. */
  private static String text(Tree tree) {
    return switch (tree) {
      case Mapping mapping ->
          mapping.entries().stream()
              .map(it -> it.name() + "=" + text(it.value()))
              .collect(Collectors.joining(",", "{", "}"));
      case Sequence sequence ->
          sequence.items().stream()
              .map(RepeatedValuesTest::text)
              .collect(Collectors.joining(",", "[", "]"));
      case Scalar scalar -> scalar.quoted() + scalar.text();
    };
  }
}

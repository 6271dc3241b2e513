package io.trueup.model.document.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.tree.RepeatingFiles;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datasets that repeat others give the same fragments as reading each for itself. */
class RepeatedDatasetsTest {

  private static final int POOLS = 60;
  private static final int FILES = 60;

  @ParameterizedTest
  @ValueSource(strings = {"x.json", "x.yaml"})
  void giveTheFragmentsOfReading(String fileName) {
    var seed = Long.getLong("trueup.reading.seed", 1);
    var random = new Random(seed);
    var readable = 0;
    for (var pool = 0; pool < POOLS; pool++) {
      var files = new RepeatingFiles(random, fileName.endsWith(".json"));
      var sharing = Interner.large();
      for (var i = 0; i < FILES; i++) {
        var content = files.next();

        var read = FragmentReader.read(fileName, content, sharing);

        assertThat(read)
            .as("Seed %d:%n%s", seed, new String(content, StandardCharsets.UTF_8))
            .isEqualTo(FragmentReader.read(fileName, content));
        readable += read.documents().isEmpty() ? 0 : 1;
      }
    }
    assertThat(readable).as("Seed %d: files with documents", seed).isGreaterThan(POOLS);
  }
}

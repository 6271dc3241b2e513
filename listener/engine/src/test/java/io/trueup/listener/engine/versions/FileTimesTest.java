package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileTimesTest {

  @Test
  void sortsTheNewestFirst() {
    var files = List.of(Path.of("b9"), Path.of("c5"), Path.of("a9"), Path.of("d7"));

    assertThat(FileTimes.newestFirst(files, it -> Instant.ofEpochSecond(it.toString().charAt(1))))
        .containsExactly(Path.of("a9"), Path.of("b9"), Path.of("d7"), Path.of("c5"));
  }

  @Test
  void sortsFilesThatOthersUseMeanwhile() {
    var files = IntStream.range(0, 1000).mapToObj(it -> Path.of("file" + it)).toList();
    for (var seed = 1; seed <= 50; seed++) {
      var random = new Random(seed);

      assertThat(FileTimes.newestFirst(files, _ -> Instant.ofEpochSecond(random.nextInt())))
          .hasSameSizeAs(files);
    }
  }
}

package io.trueup.listener.engine.versions;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.versions.MergePolicy.Sized;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergePolicyTest {

  private static final long MEGABYTE = 1 << 20;

  @Test
  void keepsFilesFewAndRepeatsLittle() {
    var random = new Random(5);
    var files = new ArrayList<>(List.of(new Sized<>(0, 1000 * MEGABYTE, 0)));
    var changed = 0L;
    var written = 0L;
    for (var version = 1; version <= 1000; version++) {
      var change = 100_000L + random.nextInt(200_000);
      var merged = MergePolicy.DEFAULT.merged(files);
      var repeated =
          files.stream().filter(it -> merged.contains(it.file())).mapToLong(Sized::bytes).sum();
      files.removeIf(it -> merged.contains(it.file()));
      files.add(new Sized<>(version, change + repeated, version));
      changed += change;
      written += change + repeated;
      assertThat(files).as("version %d", version).hasSizeLessThanOrEqualTo(24);
      assertThat(merged).as("version %d", version).doesNotContain(0);
    }
    assertThat(written).as("of %d changed bytes", changed).isLessThan(8 * changed);
  }

  @Test
  void writesASmallVersionAnewAtOnceAndALargeOneApartFromMerges() {
    var small = List.of(new Sized<>("old", 100, 0), new Sized<>("new", 101, 1));
    var large =
        List.of(new Sized<>("old", 100 * MEGABYTE, 0), new Sized<>("new", 101 * MEGABYTE, 1));
    var littleNew =
        List.of(new Sized<>("old", 100 * MEGABYTE, 0), new Sized<>("new", 20 * MEGABYTE, 1));

    // The larger file counts as the whole version, whichever is older.
    assertThat(MergePolicy.DEFAULT.merged(small)).isEmpty();
    assertThat(MergePolicy.DEFAULT.merged(List.of(small.get(0), small.get(1), small.get(1))))
        .containsExactlyInAnyOrder("old", "new");
    assertThat(MergePolicy.DEFAULT.paysToCompact(List.of(large.get(0), large.get(1), large.get(1))))
        .isTrue();
    assertThat(MergePolicy.DEFAULT.merged(List.of(large.get(0), large.get(1), large.get(1))))
        .isEmpty();
    assertThat(MergePolicy.DEFAULT.paysToCompact(littleNew)).isFalse();
  }
}

package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.Fragment;
import io.trueup.model.document.fragment.FragmentReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was read of a model is there again, and whatever is damaged is as if it never was. */
class FragmentCacheTest {

  private static final long PLENTY = 1L << 30;

  @TempDir private Path temporary;

  private Path folder = Path.of("");

  @BeforeEach
  void chooseAFolder() {
    folder = temporary.resolve("fragments");
  }

  private static Map<String, Fragment> fragments(int from, int to) {
    var fragments = new LinkedHashMap<String, Fragment>();
    IntStream.range(from, to).forEach(it -> fragments.put(key(it), fragment(it)));
    return fragments;
  }

  private static String key(int number) {
    return FragmentCache.key("%040x".formatted(number), number % 2 == 0);
  }

  private static Fragment fragment(int number) {
    var text =
        """
        kind: Datastore
        name: Store%d
        team: USA/Sales
        capture: {kind: cdc, container: oltp, credential: reader}
        datasets:
          orders: {classification: [PC3], columns: {id: {type: bigint, key: true}, note: varchar(%d)}}
        """
            .formatted(number, 1 + number % 50);
    return FragmentReader.read("x.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  private FragmentCache cache() {
    return new FragmentCache(folder, PLENTY);
  }

  private void fill(FragmentCache cache, Map<String, Fragment> fragments) {
    fragments.forEach(cache::add);
    cache.flush();
  }

  private List<Path> segments() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.toString().endsWith(".fragments")).sorted().toList();
    }
  }

  @Test
  void givesBackWhatWasAdded() {
    var fragments = fragments(0, 1_234);
    fill(cache(), fragments);

    assertThat(cache().find(fragments.keySet(), Interner.large())).isEqualTo(fragments);
  }

  @Test
  void knowsNothingElse() {
    fill(cache(), fragments(0, 200));

    assertThat(cache().find(Set.of(key(777)), Interner.large())).isEmpty();
    assertThat(
            new FragmentCache(temporary.resolve("none"), PLENTY)
                .find(Set.of(key(1)), Interner.small()))
        .isEmpty();
  }

  @Test
  void takesNothingThatIsDamaged() throws IOException {
    var fragments = fragments(0, 300);
    var seed = System.nanoTime();
    var random = new Random(seed);
    for (var round = 0; round < 60; round++) {
      fill(cache(), fragments);
      var segment = segments().getFirst();
      var bytes = Files.readAllBytes(segment);
      if (random.nextBoolean()) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      } else {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      Files.write(segment, bytes);

      var found = cache().find(fragments.keySet(), Interner.large());

      assertThat(fragments).as("seed %d, round %d", seed, round).containsAllEntriesOf(found);
      for (var left : segments()) {
        Files.delete(left);
      }
    }
  }

  @Test
  void replacesWhatAnotherReleaseWrote() throws IOException {
    var fragments = fragments(0, 300);
    fill(cache(), fragments);
    var old = segments().getFirst();
    var bytes = Files.readAllBytes(old);
    bytes["TRUEUPF1".length()] ^= 1;
    Files.write(old, bytes);

    assertThat(cache().find(fragments.keySet(), Interner.large())).isEmpty();
    assertThat(old).doesNotExist();
    fill(cache(), fragments);
    assertThat(cache().find(fragments.keySet(), Interner.large())).isEqualTo(fragments);
  }

  @Test
  void removesWhatWasNotUsedForLongestWhenItIsTooLarge() throws IOException {
    fill(cache(), fragments(0, 500));
    var old = segments().getFirst();
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));
    var bound = Files.size(old) * 3 / 2;

    fill(new FragmentCache(folder, bound), fragments(500, 1_000));

    assertThat(segments()).hasSize(1).doesNotContain(old);
  }

  @Test
  void removesWhatAKilledProcessLeft() throws IOException {
    Files.createDirectories(folder);
    var left = Files.writeString(folder.resolve("killed.unfinished"), "half");
    var fresh = Files.writeString(folder.resolve("writing.unfinished"), "half");
    Files.setLastModifiedTime(left, FileTime.fromMillis(0));

    fill(cache(), fragments(0, 100));

    assertThat(left).doesNotExist();
    assertThat(fresh).exists();
  }

  @Test
  void isSharedBySeveral() throws Exception {
    var wanted = new HashSet<String>();
    var finds = new ArrayList<Future<Map<String, Fragment>>>();
    try (var threads = Executors.newFixedThreadPool(4)) {
      for (var i = 0; i < 8; i++) {
        var part = fragments(i * 150, i * 150 + 150);
        wanted.addAll(part.keySet());
        finds.add(
            threads.submit(() -> {
              var own = new FragmentCache(folder, PLENTY);
              fill(own, part);
              return own.find(part.keySet(), Interner.small());
            }));
      }
    }

    for (var find : finds) {
      assertThat(find.get()).hasSize(150);
    }
    assertThat(cache().find(wanted, Interner.large())).isEqualTo(fragments(0, 1_200));
  }
}

package io.trueup.listener.engine.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.CommitId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MirrorConsolidationTest extends GitFixture {

  private static final int MERGES = 22;

  @ParameterizedTest
  @CsvSource({
    "'',                0",
    "5,                 0",
    "1 2,               0",
    "1 2 4 8,           0",
    "1 1,               2",
    "1 1 1 1,           4",
    "1 1 1 1 100,       4",
    "1 1 1 1 9 100,     4",
    "1 1 1 1 7 100,     5",
    "1 1 2 7 20 60,     6",
    "1 2 4 8 9,         5",
    "3 3 100 101,       4",
  })
  void takesPacksUntilTheRestAreTwiceAsLargeAsAllSmallerOnes(String sizes, int chosen) {
    var ascending = Stream.of(sizes.split(" ")).filter(it -> !it.isEmpty()).map(Long::valueOf);

    assertThat(PackConsolidation.chosen(ascending.toList())).isEqualTo(chosen);
  }

  @Test
  void staysSmallHoweverOftenItFetches() {
    for (var i = 0; i < MERGES; i++) {
      mirror.pin(i, next(i));
      mirror.maintain();
    }

    assertThat(mirror.footprint().packs()).isLessThanOrEqualTo(17);
    assertThat(mirror.footprint().bytes()).isPositive();
  }

  @Test
  void canReadEveryVersionAfterwardsAndSoCanGit() throws Exception {
    var commits = new ArrayList<CommitId>();
    for (var i = 0; i < MERGES; i++) {
      commits.add(next(i));
      mirror.maintain();
    }
    reopen(AMPLE);

    for (var commit : commits) {
      assertThat(read(commit)).isEqualTo("content " + commits.indexOf(commit));
    }
    ada.git("--git-dir=" + mirrorFolder().resolve("repository"), "fsck", "--strict");
  }

  @Test
  void doesNotDisturbThoseWhoRead() throws Exception {
    var commits = new ArrayList<CommitId>();
    for (var i = 0; i < 17; i++) {
      commits.add(next(i));
    }
    var isOver = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reads = threads.submit(() -> readUntil(isOver, List.copyOf(commits)));
      for (var i = 17; i < MERGES; i++) {
        next(i);
        mirror.maintain();
      }
      isOver.set(true);

      assertThat(reads.get()).isPositive();
    }
  }

  private long readUntil(AtomicBoolean isOver, List<CommitId> commits) {
    var count = 0L;
    while (!isOver.get() || count < commits.size()) {
      var i = (int) (count % commits.size());
      assertThat(read(commits.get(i))).isEqualTo("content " + i);
      count++;
    }
    return count;
  }

  @Test
  void keepsOnlyWhatIsNeeded() throws Exception {
    var first = publish("a.yaml", "1");
    follow();
    var second = publish("a.yaml", "2");
    follow();
    mirror.pin(1, first);
    mirror.pin(2, second);
    var unknown = new CommitId("1234567890".repeat(4));

    mirror.keepOnly(new TreeMap<>(Map.of(2L, second, 3L, second, 4L, unknown)));

    assertThat(mirror.pins()).containsExactly(entry(2, second), entry(3, second));
    assertThat(mirror.commit(first).subject()).isEqualTo("Write a.yaml");
    reopen(AMPLE);
    assertThat(mirror.pins()).containsExactly(entry(2, second), entry(3, second));
  }

  @Test
  void forgetsWhatWasRewrittenOnceNothingNeedsIt() {
    var kept = publish("a.yaml", "kept");
    follow();
    mirror.pin(1, kept);
    var forgotten = publish("b.yaml", "a secret that was pushed and is taken back");
    follow();
    mirror.pin(2, forgotten);
    ada.git("reset", "-q", "--hard", kept.value());
    ada.git("push", "-q", "--force", "origin", "HEAD:refs/heads/main");
    follow();
    mirror.keepOnly(new TreeMap<>(Map.of(1L, kept)));

    for (var i = 0; i < MERGES; i++) {
      next(i);
      mirror.maintain();
    }

    assertThat(mirror.commit(kept).commit()).isEqualTo(kept);
    assertThatThrownBy(() -> mirror.commit(forgotten)).isInstanceOf(GitException.class);
  }

  @Test
  void packsRefs() throws Exception {
    for (var i = 0; i < 20; i++) {
      mirror.pin(i, next(i));
    }

    mirror.maintain();

    assertThat(mirrorFolder().resolve("repository/refs/trueup")).isEmptyDirectory();
    assertThat(Files.readString(mirrorFolder().resolve("repository/packed-refs")))
        .contains("refs/trueup/head", "refs/trueup/19");
    assertThat(mirror.pins()).hasSize(20);
  }

  private static Map.Entry<Long, CommitId> entry(long sequence, CommitId commit) {
    return Map.entry(sequence, commit);
  }

  private CommitId next(int number) {
    var commit = publish("model/a.yaml", "content " + number);
    follow();
    return commit;
  }

  private String read(CommitId commit) {
    var tree = (ModelTree.Entries) mirror.tree(commit, ModelRoot.of("model"));
    try (var blobs = mirror.blobs()) {
      return new String(blobs.read(tree.files().getFirst().blob(), 1000), StandardCharsets.UTF_8);
    }
  }
}

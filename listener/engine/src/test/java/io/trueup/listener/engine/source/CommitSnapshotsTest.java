package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.engine.git.ModelTree;
import io.trueup.listener.engine.git.TreeEntry;
import io.trueup.listener.engine.git.TreeEntry.Format;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.document.binder.Interner;
import io.trueup.model.document.fragment.FragmentReader;
import io.trueup.statestore.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitSnapshotsTest {

  /** More than all threads read ahead. */
  private static final int MANY = 1_000;

  @TempDir private Path folder;

  @Test
  void keepsNothingInMemoryForTheFilesThatMergesChange() {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    var cache = new FragmentCache(folder.resolve("fragments"), 1 << 20);
    var first = new CommitId(ada.write("a.yaml", "kind: Team").publish("First"));
    try (var mirror = mirror(remote)) {
      var snapshots = new CommitSnapshots(mirror, ModelRoot.of(""), Interner.large(), cache);
      mirror.fetch(first);
      var files = ((ModelSnapshot.Found) snapshots.all(first)).files();
      for (var merge = 0; merge < 3; merge++) {
        var next = new CommitId(ada.write("a.yaml", "name: M" + merge).publish("Next"));
        mirror.fetch(next);
        assertThat(snapshots.next(files, first, next)).isInstanceOf(ModelSnapshot.Found.class);
      }

      assertThat(cache.unwritten()).isZero();
    }
  }

  @Test
  void readsManyFilesAtOnce() {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    for (var i = 0; i < MANY; i++) {
      ada.write("team/%d.yaml".formatted(i), "kind: Team\nname: Zone/T%d".formatted(i));
    }
    var commit = new CommitId(ada.publish("Teams"));
    try (var mirror = mirror(remote)) {
      mirror.fetch(commit);
      var snapshots = new CommitSnapshots(mirror, ModelRoot.of(""), Interner.large(), null);

      var files = ((ModelSnapshot.Found) snapshots.all(commit)).files();

      assertThat(files.byPath()).hasSize(MANY);
      for (var file : files.byPath().values()) {
        var content = mirror.blob(file.blob(), 1 << 20);
        assertThat(file.fragment()).isEqualTo(FragmentReader.read(file.path(), content));
      }
    }
  }

  @Test
  void endsWhenAFileCannotBeRead() {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    var commit = new CommitId(ada.write("a.yaml", "kind: Team").publish("First"));
    try (var mirror = mirror(remote)) {
      mirror.fetch(commit);
      var file = ((ModelTree.Entries) mirror.tree(commit, ModelRoot.of(""))).files().getFirst();
      var files = new ArrayList<>(Collections.nCopies(MANY, file));
      files.set(MANY / 2, new TreeEntry.ModelFile("b.yaml", "1".repeat(40), Format.YAML));
      var reading =
          new ParallelReading(
              mirror,
              files,
              1 << 20,
              (it, content) -> FileReading.file(it.path(), it.blob(), content, Interner.small()));

      assertThatThrownBy(reading::files)
          .isInstanceOf(GitException.class)
          .hasMessageContaining("read the file content");
    }
  }

  /** Contents that no thread parses any more do not keep a reader waiting for ever. */
  @Test
  void leavesNoThreadBehindWhenItIsInterrupted() throws InterruptedException {
    var remote = folder.resolve("remote");
    var ada = GitWorkTree.create(folder.resolve("ada"), remote.toString());
    ada.git("init", "-q", "--bare", "--initial-branch=main", remote.toString());
    var commit = new CommitId(ada.write("a.yaml", "kind: Team").publish("First"));
    try (var mirror = mirror(remote)) {
      mirror.fetch(commit);
      var file = ((ModelTree.Entries) mirror.tree(commit, ModelRoot.of(""))).files().getFirst();
      var parsing = new CountDownLatch(1);
      var never = new CountDownLatch(1);
      var reading =
          new ParallelReading(
              mirror,
              Collections.nCopies(10 * MANY, file),
              1 << 20,
              (_, _) -> {
                parsing.countDown();
                try {
                  never.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                throw new IllegalStateException("Never is over");
              },
              1);
      var failure = new AtomicReference<@Nullable Exception>();
      var group = new ThreadGroup("reading");
      var caller =
          Thread.ofPlatform()
              .group(group)
              .start(() -> failure.set(catchThrowableOfType(GitException.class, reading::files)));
      parsing.await();
      var threads = List.of(caller);
      while (threads.stream().filter(CommitSnapshotsTest::waitsForParsers).count() < 2) {
        Thread.onSpinWait();
        threads = threads(group);
      }

      caller.interrupt();

      for (var thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(20))).as(thread.getName()).isTrue();
      }
      assertThat(failure.get()).hasMessageContaining("interrupted");
    }
  }

  private static List<Thread> threads(ThreadGroup group) {
    var threads = new Thread[100];
    return List.of(Arrays.copyOf(threads, group.enumerate(threads)));
  }

  private static boolean waitsForParsers(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(it -> it.getClassName().equals(Semaphore.class.getName()));
  }

  private GitMirror mirror(Path remote) {
    return GitMirror.open(
        new GitRemote(
            remote.toString(),
            "main",
            new GitAuthentication.None(),
            Duration.ofSeconds(30),
            folder.resolve("mirror")));
  }
}

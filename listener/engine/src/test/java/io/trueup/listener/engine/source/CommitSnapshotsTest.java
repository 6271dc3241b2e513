package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Collections;
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

package io.trueup.listener.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.git.GitAuthentication;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.GitRemote;
import io.trueup.listener.engine.git.ModelRoot;
import io.trueup.listener.gitserver.testing.GitWorkTree;
import io.trueup.model.document.binder.Interner;
import io.trueup.statestore.CommitId;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitSnapshotsTest {

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

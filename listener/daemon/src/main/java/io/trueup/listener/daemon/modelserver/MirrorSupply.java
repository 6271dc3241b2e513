package io.trueup.listener.daemon.modelserver;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.listener.engine.source.EvaluatingLibrary;
import io.trueup.listener.engine.source.FolderLibrary;
import io.trueup.statestore.CommitId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of versions from a mirror of a repository, one at a time, each from the one
 * before where that is possible. Safe for any thread; blocks.
 */
final class MirrorSupply implements FolderLibrary.Supply {

  private final GitMirror mirror;
  private final EvaluatingLibrary library;
  private @Nullable CommitId last;

  /**
   * Makes versions.
   *
   * @param library over the mirror, which writes versions into the folder
   */
  MirrorSupply(GitMirror mirror, EvaluatingLibrary library) {
    this.mirror = mirror;
    this.library = library;
  }

  @Override
  public synchronized void bring(CommitId commit) throws IOException {
    try {
      if (!isMirrored(commit)) {
        fetch(commit);
      }
      if (last != null) {
        var _ = library.evaluate(commit, last); // costs as much as the change
      }
      var _ = library.model(commit);
      last = commit;
    } catch (GitException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private boolean isMirrored(CommitId commit) {
    try {
      var _ = mirror.commit(commit);
      return true;
    } catch (GitException _) {
      return false;
    }
  }

  private void fetch(CommitId commit) throws IOException {
    if (!(mirror.resolveHead() instanceof RemoteHead.At(var head))) {
      throw new IOException("the repository has no such branch now");
    }
    var fetched = mirror.fetch(head);
    if (!(fetched instanceof FetchOutcome.Fetched) || !isMirrored(commit)) {
      throw new IOException(
          "the branch does not lead to commit %s, or not yet".formatted(commit.abbreviated()));
    }
  }
}

package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.GitMirror;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.statestore.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The followed branch, through its mirror. */
public final class GitUpstream implements Upstream {

  private final GitMirror mirror;

  public GitUpstream(GitMirror mirror) {
    this.mirror = mirror;
  }

  @Override
  public RemoteHead head() {
    return mirror.resolveHead();
  }

  @Override
  public FetchOutcome fetch(CommitId head) {
    return mirror.fetch(head);
  }

  @Override
  public HeadChange classify(@Nullable CommitId accepted, CommitId head) {
    return mirror.classify(accepted, head);
  }

  @Override
  public MergeCommit merge(CommitId head) {
    return mirror.commit(head);
  }

  @Override
  public List<MergeCommit> merges(CommitId after, CommitId head, int limit) {
    return mirror.path(after, head, limit);
  }

  @Override
  public void pin(long version, CommitId commit) {
    mirror.pin(version, commit);
  }
}

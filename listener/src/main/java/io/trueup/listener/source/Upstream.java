package io.trueup.listener.source;

import io.trueup.listener.git.FetchOutcome;
import io.trueup.listener.git.HeadChange;
import io.trueup.listener.git.MergeCommit;
import io.trueup.listener.git.RemoteHead;
import io.trueup.statestore.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The followed branch of a repository. Methods fail with {@link
 * io.trueup.listener.git.GitException} when the repository cannot be read.
 */
public interface Upstream {

  /** Where the remote branch is now. */
  RemoteHead head();

  /** Brings a head that was seen into the mirror. */
  FetchOutcome fetch(CommitId head);

  /** What a fetched head is to the accepted commit; null when nothing was accepted. */
  HeadChange classify(@Nullable CommitId accepted, CommitId head);

  /** A fetched head itself. */
  MergeCommit merge(CommitId head);

  /**
   * The merges on the first-parent line up to a fetched head, oldest first.
   *
   * @param after excluded, with all before it
   * @param limit the oldest so many
   */
  List<MergeCommit> merges(CommitId after, CommitId head, int limit);

  /** Keeps an accepted version's commit in the mirror, whatever becomes of the branch. */
  void pin(long version, CommitId commit);
}

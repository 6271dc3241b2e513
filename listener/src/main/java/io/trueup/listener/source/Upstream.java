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
   * What became the branch's head after a former head, oldest first: the commits that lead along
   * first parents from that to a fetched head which follows it; the fetched head alone where they
   * do not lead there.
   *
   * @param after the former head; not given itself
   * @param limit the oldest so many
   */
  List<MergeCommit> merges(CommitId after, CommitId head, int limit);

  /** Keeps an accepted version's commit in the mirror, whatever becomes of the branch. */
  void pin(long version, CommitId commit);
}

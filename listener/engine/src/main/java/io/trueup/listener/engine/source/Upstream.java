package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.FetchOutcome;
import io.trueup.listener.engine.git.HeadChange;
import io.trueup.listener.engine.git.MergeCommit;
import io.trueup.listener.engine.git.RemoteHead;
import io.trueup.statestore.CommitId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The followed branch of a repository. Methods fail with {@link
 * io.trueup.listener.engine.git.GitException} when the repository cannot be read.
 */
public interface Upstream {

  /** The remote branch's current head. */
  RemoteHead head();

  /** Fetches a head into the mirror. */
  FetchOutcome fetch(CommitId head);

  /**
   * How a fetched head relates to the accepted commit.
   *
   * @param accepted null when nothing was accepted
   */
  HeadChange classify(@Nullable CommitId accepted, CommitId head);

  /** The fetched head. */
  MergeCommit merge(CommitId head);

  /**
   * The commits along first parents from a former head to a fetched head that follows it, oldest
   * first; the fetched head alone where first parents do not lead there.
   *
   * @param after the former head; excluded
   * @param limit how many at most, the oldest ones
   */
  List<MergeCommit> merges(CommitId after, CommitId head, int limit);

  /** Keeps an accepted version's commit in the mirror, whatever happens to the branch. */
  void pin(long version, CommitId commit);
}

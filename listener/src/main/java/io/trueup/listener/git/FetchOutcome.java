package io.trueup.listener.git;

import io.trueup.statestore.CommitId;

/** How a fetch of an expected commit ended. */
public sealed interface FetchOutcome {

  /**
   * The expected commit is in the mirror and on the branch.
   *
   * @param tip where the branch is now; the expected commit or one that follows it
   */
  record Fetched(CommitId tip) implements FetchOutcome {}

  /**
   * The remote does not offer it, or not any more: what was seen a moment ago has not reached all
   * of the remote's servers, or the branch was moved. Look again shortly.
   */
  record NotVisible(RemoteHead seen) implements FetchOutcome {}
}

package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;

/** How a fetch of an expected commit ended. */
public sealed interface FetchOutcome {

  /**
   * The expected commit is in the mirror and on the branch.
   *
   * @param tip the branch's current head: the expected commit or one that follows it
   */
  record Fetched(CommitId tip) implements FetchOutcome {}

  /**
   * The remote does not offer the commit, or no longer: it has not reached all of the remote's
   * servers, or the branch was moved. Check again shortly.
   */
  record NotVisible(RemoteHead seen) implements FetchOutcome {}
}

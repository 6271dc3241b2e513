package io.trueup.listener.engine.git;

import io.trueup.statestore.CommitId;

/** The state of the followed branch at the remote. */
public sealed interface RemoteHead {

  /** The branch is at a commit. */
  record At(CommitId commit) implements RemoteHead {}

  /** The remote has branches or tags, but not this branch: deleted, renamed, or never made. */
  record Missing() implements RemoteHead {}

  /** The remote has no branch and no tag at all: nothing was ever pushed, or all was removed. */
  record Empty() implements RemoteHead {}
}

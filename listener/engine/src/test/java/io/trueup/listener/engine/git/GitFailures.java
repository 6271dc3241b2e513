package io.trueup.listener.engine.git;

import io.trueup.listener.engine.git.GitException.Category;
import io.trueup.statestore.CommitId;

/** Failures of git for tests that have no repository. */
public final class GitFailures {

  private GitFailures() {}

  /** The remote does not answer. */
  public static GitException unreachable() {
    return new GitException(Category.UNREACHABLE, "Cannot reach the simulated remote", null);
  }

  /** The mirror does not hold a commit. */
  public static GitException unknownCommit(CommitId commit) {
    return GitException.unknownCommit(commit);
  }
}

package io.trueup.listener.engine.git;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** The rules for the name of a branch. */
final class BranchName {

  static final String PREFIX = Constants.R_HEADS;

  private BranchName() {}

  static void require(String branch) {
    if (branch.startsWith("refs/")
        || branch.startsWith("-")
        || !Repository.isValidRefName(PREFIX + branch)) {
      throw GitException.refused(
          "Cannot follow the branch '%s': that is not a branch's name. Write it as 'main' or 'release/2026', without refs/heads/"
              .formatted(branch));
    }
  }
}

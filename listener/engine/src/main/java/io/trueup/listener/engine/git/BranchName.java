package io.trueup.listener.engine.git;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/** The rules for the name of a branch. */
final class BranchName {

  static final String PREFIX = Constants.R_HEADS;

  private BranchName() {}

  static boolean isValid(String branch) {
    return !branch.startsWith("refs/")
        && !branch.startsWith("-")
        && Repository.isValidRefName(PREFIX + branch);
  }
}

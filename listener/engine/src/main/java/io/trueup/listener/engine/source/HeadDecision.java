package io.trueup.listener.engine.source;

import io.trueup.listener.engine.git.HeadChange;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;

/** The decision about a fetched head. Pure. Only a fast-forward needs no operator (design §2.2). */
sealed interface HeadDecision {

  /** Nothing new was merged. */
  record UpToDate() implements HeadDecision {}

  /** Evaluate the merges up to the head. */
  record Take() implements HeadDecision {}

  /** Move nothing until an operator acknowledges the head or the branch is restored. */
  record Block(String reason) implements HeadDecision {}

  /** Decides about a head that was fetched. */
  static HeadDecision of(SourceState source, CommitId head, HeadChange change) {
    if (head.equals(source.checkedCommit())) {
      return source.needsNewVerdict() ? new Take() : new UpToDate();
    }
    if (head.equals(source.acknowledged())) {
      return new Take();
    }
    return switch (change) {
      case SAME -> new UpToDate();
      case FIRST, FAST_FORWARD -> new Take();
      case ANCESTOR ->
          new Block(
              "The branch was set back: its head %s is an ancestor of the accepted commit %s. Nothing moves until the branch goes on from there, or an operator acknowledges the head"
                  .formatted(head.abbreviated(), accepted(source)));
      case REWRITE ->
          new Block(
              "The branch was rewritten: its head %s does not follow the accepted commit %s. Nothing moves until the branch goes on from there, or an operator acknowledges the head"
                  .formatted(head.abbreviated(), accepted(source)));
    };
  }

  /** The reason for a block when the branch is missing. */
  static String missing(SourceState source, String branch) {
    return source.acceptedCommit() == null
        ? "The repository has no branch '%s'. Push it, or correct the source's 'branch'"
            .formatted(branch)
        : "The branch '%s' was deleted. Trueup never treats a deleted branch as an empty model: nothing moves until the branch is restored"
            .formatted(branch);
  }

  /** The reason for a block when the repository has neither branch nor tag. */
  static String empty(SourceState source, String branch) {
    return source.acceptedCommit() == null
        ? "The repository is empty. It is followed as soon as the branch '%s' is pushed"
            .formatted(branch)
        : "The repository was emptied. Trueup never treats that as an empty model: nothing moves until the branch '%s' is restored"
            .formatted(branch);
  }

  private static String accepted(SourceState source) {
    var commit = source.acceptedCommit();
    return commit == null ? "none" : commit.abbreviated();
  }
}

package io.trueup.listener.source;

import io.trueup.listener.git.HeadChange;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;

/**
 * What to do about a head, decided purely. Only a fast-forward is taken by itself (design §2.2).
 */
sealed interface HeadDecision {

  /** There is nothing new to judge. */
  record Nothing() implements HeadDecision {}

  /** The merges up to the head are judged. */
  record Take() implements HeadDecision {}

  /** Nothing moves until a person acknowledges the head, or the branch is as it was. */
  record Block(String reason) implements HeadDecision {}

  /** Decides about a head that was fetched. */
  static HeadDecision of(SourceState source, CommitId head, HeadChange change) {
    if (head.equals(source.judged())) {
      return source.needsRejudging() ? new Take() : new Nothing();
    }
    if (head.equals(source.acknowledged())) {
      return new Take();
    }
    return switch (change) {
      case SAME -> new Nothing();
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

  /** What is in the way when the branch is not there. */
  static String missing(SourceState source, String branch) {
    return source.acceptedCommit() == null
        ? "The repository has no branch '%s'. Push it, or correct the source's 'branch'"
            .formatted(branch)
        : "The branch '%s' was deleted. A deleted branch is never taken for an empty model: nothing moves until it is back"
            .formatted(branch);
  }

  /** What is in the way when the repository holds nothing at all. */
  static String empty(SourceState source, String branch) {
    return source.acceptedCommit() == null
        ? "The repository is empty. It is followed as soon as the branch '%s' is pushed"
            .formatted(branch)
        : "The repository was emptied. That is never taken for an empty model: nothing moves until the branch '%s' is back"
            .formatted(branch);
  }

  private static String accepted(SourceState source) {
    var commit = source.acceptedCommit();
    return commit == null ? "none" : commit.abbreviated();
  }
}

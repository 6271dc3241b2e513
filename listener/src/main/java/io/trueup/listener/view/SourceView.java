package io.trueup.listener.view;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A followed repository, as it is now.
 *
 * @param state all of it in one word
 * @param summary all of it in one sentence
 * @param requested how often its head was asked to be looked at
 * @param processed up to which request it was; work is owed while it is lower
 * @param reason why it is not {@code FOLLOWING}; null when it is
 * @param since when it came to its state
 * @param lookedAt when a look last ended, however it did; null before the first
 * @param detachedSince when it left the configuration; null while it is followed
 * @param accepted the newest accepted version; 0 before the first
 * @param rejected the newest version, if it is the head and rejected; 0 otherwise
 * @param rejectedChange digest of the head's change, if compatibility alone rejects it and an
 *     operator may approve that; null otherwise
 * @param approval the change that an operator approved; null when there is none
 */
public record SourceView(
    String id,
    SourceCondition state,
    String summary,
    Health health,
    @Nullable String reason,
    Instant since,
    long requested,
    long processed,
    @Nullable String head,
    @Nullable String judged,
    long accepted,
    @Nullable String acceptedCommit,
    long rejected,
    @Nullable String rejectedChange,
    @Nullable ApprovalView approval,
    @Nullable String acknowledged,
    @Nullable Instant retryAt,
    int attempts,
    @Nullable Instant lookedAt,
    @Nullable Instant detachedSince) {

  /**
   * What is shown of a source.
   *
   * @param newest its newest version; null when there is none
   * @param verdictSince since when its newest versions have all had the verdict of the newest; null
   *     when there is none
   */
  public static SourceView of(
      SourceState source, @Nullable Version newest, @Nullable Instant verdictSince) {
    return new SourceView(
        source.id().value(),
        SourceCondition.of(source),
        SourceCondition.summary(source, newest),
        source.health(),
        source.reason(),
        SourceCondition.since(source, verdictSince),
        source.requested(),
        source.processed(),
        text(source.head()),
        text(source.judged()),
        source.accepted(),
        text(source.acceptedCommit()),
        newest != null && source.isHeadRejected() ? newest.sequence() : 0,
        rejectedChange(source),
        ApprovalView.of(source.approval()),
        text(source.acknowledged()),
        source.retryAt(),
        source.attempts(),
        source.lookedAt(),
        source.detachedSince());
  }

  /** The store keeps it when another head is seen; by then there is nothing to approve. */
  private static @Nullable String rejectedChange(SourceState source) {
    var change = source.judgedChange();
    return change == null || !source.isHeadRejected() ? null : change.value();
  }

  private static @Nullable String text(@Nullable CommitId commit) {
    return commit == null ? null : commit.value();
  }
}

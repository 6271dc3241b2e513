package io.trueup.listener.daemon.view;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A followed repository and its current state.
 *
 * @param state the condition in one word
 * @param summary the condition in one or two sentences
 * @param requested the newest requested generation
 * @param processed the newest processed generation; a refresh is pending while it is lower
 * @param reason why it is not {@code FOLLOWING}; null when it is
 * @param since when the source entered its state
 * @param lookedAt when the last refresh ended, successful or not; null before the first
 * @param detachedSince when the source left the configuration; null while it is followed
 * @param accepted the newest accepted version; 0 before the first
 * @param rejected the newest version if it is the head and is rejected; 0 otherwise
 * @param rejectedChange the digest of the head's change if only compatibility rejects it, so that
 *     an operator may approve it; null otherwise
 * @param approval the approval in force; null for none
 * @param loading how far this daemon is with loading the model; null while it loads none
 * @param compiled the compiled versions on this daemon's disk; null where it keeps none
 * @param hook how its deliveries arrive; null where that was not read
 * @param statuses how its forge is told; null where this daemon does not tell it
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
    @Nullable Instant detachedSince,
    @Nullable LoadingView loading,
    @Nullable VersionFilesView compiled,
    @Nullable HookView hook,
    @Nullable ToldForgeView statuses) {

  /**
   * The view of a source, without how its deliveries arrive.
   *
   * @param newest the newest version; null for none
   * @param verdictSince since when all versions have had the same verdict as the newest; null when
   *     there is no version
   * @param loading the load under way in this process; null for none
   * @param compiled see the component
   */
  public static SourceView of(
      SourceState source,
      @Nullable Version newest,
      @Nullable Instant verdictSince,
      @Nullable LoadingView loading,
      @Nullable VersionFilesView compiled) {
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
        text(source.checkedCommit()),
        source.accepted(),
        text(source.acceptedCommit()),
        newest != null && source.isHeadRejected() ? newest.sequence() : 0,
        rejectedChange(source),
        ApprovalView.of(source.approval()),
        text(source.acknowledged()),
        source.retryAt(),
        source.attempts(),
        source.refreshedAt(),
        source.detachedSince(),
        loading,
        compiled,
        null,
        null);
  }

  /** The same with how its deliveries arrive; the summary says what is wrong with them. */
  public SourceView with(HookView deliveries) {
    return with(deliveries.problem(), deliveries, statuses);
  }

  /** The same with how its forge is told; the summary says what is wrong with that. */
  public SourceView with(ToldForgeView told) {
    return with(told.problem(), hook, told);
  }

  private SourceView with(
      @Nullable String problem, @Nullable HookView deliveries, @Nullable ToldForgeView told) {
    var isShown = state != SourceCondition.DETACHED && problem != null;
    return new SourceView(
        id,
        state,
        isShown ? summary + ". " + problem : summary,
        health,
        reason,
        since,
        requested,
        processed,
        head,
        judged,
        accepted,
        acceptedCommit,
        rejected,
        rejectedChange,
        approval,
        acknowledged,
        retryAt,
        attempts,
        lookedAt,
        detachedSince,
        loading,
        compiled,
        deliveries,
        told);
  }

  /**
   * The store keeps the digest when it sees another head, although nothing can be approved then.
   */
  private static @Nullable String rejectedChange(SourceState source) {
    var change = source.checkedChange();
    return change == null || !source.isHeadRejected() ? null : change.value();
  }

  private static @Nullable String text(@Nullable CommitId commit) {
    return commit == null ? null : commit.value();
  }
}

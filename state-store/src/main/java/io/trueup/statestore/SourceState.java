package io.trueup.statestore;

import io.trueup.model.verdict.ChangeDigest;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source, as it is now.
 *
 * @param requested how often a refresh was requested
 * @param processed up to which request it was refreshed; work is owed while it is lower
 * @param health whether it can be followed
 * @param reason why it is not {@link Health#FOLLOWING}, one sentence for operators; null when it is
 * @param since when its health last changed
 * @param head the remote head that the last refresh saw; null before the first, and when the branch
 *     was gone
 * @param checkedCommit the commit that was last checked, accepted or not; null before the first
 * @param accepted sequence number of the newest accepted version; 0 before the first
 * @param acceptedCommit that version's commit; null before the first
 * @param acknowledged the head that an operator allows although it is no fast-forward, for as long
 *     as the source is blocked at that head with that accepted version; null when there is none
 * @param checkedChange the {@linkplain NewVersion#change change} that was checked last, if it was
 *     rejected and an operator may approve it; null otherwise
 * @param approval the change that an operator approved, for as long as the accepted version is the
 *     same; null when there is none
 * @param retryAt when the next refresh is due after a failure; null when there was none
 * @param retryFrom the earliest time of a refresh after a failure, even on request; null when
 *     nothing failed
 * @param attempts how many refreshes failed in a row
 * @param refreshedAt when the last refresh ended, failed or not; null before the first
 * @param detachedSince when it was found to have left the configuration; null while it is followed
 * @param owedSince since when a refresh is owed; null while none is
 */
public record SourceState(
    SourceId id,
    long requested,
    long processed,
    Health health,
    @Nullable String reason,
    Instant since,
    @Nullable CommitId head,
    @Nullable CommitId checkedCommit,
    long accepted,
    @Nullable CommitId acceptedCommit,
    @Nullable CommitId acknowledged,
    @Nullable ChangeDigest checkedChange,
    @Nullable ChangeApproval approval,
    @Nullable Instant retryAt,
    @Nullable Instant retryFrom,
    int attempts,
    @Nullable Instant refreshedAt,
    @Nullable Instant detachedSince,
    @Nullable Instant owedSince) {

  /** Whether it left the configuration. */
  public boolean isDetached() {
    return detachedSince != null;
  }

  /** Whether the head that was seen last was rejected. */
  public boolean isHeadRejected() {
    return checkedCommit != null
        && checkedCommit.equals(head)
        && !checkedCommit.equals(acceptedCommit);
  }

  /** Whether the change that was last rejected has been approved since. */
  public boolean needsNewVerdict() {
    return approval != null && approval.change().equals(checkedChange);
  }

  /** Whether both are blocked, by the same head, since the same time, at one accepted version. */
  public boolean isSameBlockAs(SourceState other) {
    return health == Health.BLOCKED
        && other.health == Health.BLOCKED
        && id.equals(other.id)
        && since.equals(other.since)
        && accepted == other.accepted
        && Objects.equals(head, other.head);
  }

  /** Whether a source can be followed. */
  public enum Health {
    /** Nothing is in the way. */
    FOLLOWING,
    /** The head is not a fast-forward of the accepted commit; an operator must acknowledge it. */
    BLOCKED,
    /** The repository could not be read; the refresh is retried. */
    UNREACHABLE,
    /** A refresh fails for another reason than the repository; it is retried. */
    FAILING
  }
}

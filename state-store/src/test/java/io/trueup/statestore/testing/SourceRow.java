package io.trueup.statestore.testing;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A source during one transaction. */
final class SourceRow {

  final SourceId id;
  long requested;
  long processed;
  Health health = Health.FOLLOWING;
  @Nullable String reason;
  Instant since;
  @Nullable CommitId head;
  @Nullable CommitId judged;
  long accepted;
  @Nullable CommitId acceptedCommit;
  @Nullable CommitId acknowledged;
  @Nullable ChangeDigest judgedChange;
  @Nullable ChangeApproval approval;
  @Nullable Instant retryAt;
  @Nullable Instant retryFrom;
  int attempts;
  @Nullable Instant lookedAt;
  @Nullable Instant detachedSince;
  @Nullable Instant owedSince;

  /** A new source. */
  SourceRow(SourceId id, Instant since) {
    this.id = id;
    this.since = since;
  }

  /** An existing source. */
  SourceRow(SourceState state) {
    id = state.id();
    requested = state.requested();
    processed = state.processed();
    health = state.health();
    reason = state.reason();
    since = state.since();
    head = state.head();
    judged = state.checkedCommit();
    accepted = state.accepted();
    acceptedCommit = state.acceptedCommit();
    acknowledged = state.acknowledged();
    judgedChange = state.checkedChange();
    approval = state.approval();
    retryAt = state.retryAt();
    retryFrom = state.retryFrom();
    attempts = state.attempts();
    lookedAt = state.refreshedAt();
    detachedSince = state.detachedSince();
    owedSince = state.owedSince();
  }

  /** Sets the health after a refresh. */
  void setHealth(Health next, @Nullable String why, Instant now) {
    lookedAt = now;
    detachedSince = null;
    since = health == next ? since : now;
    health = next;
    reason = why;
  }

  /** Requests a refresh. */
  void request(Instant now) {
    requested++;
    owedSince = owedSince == null ? now : owedSince;
  }

  void recordSuccess(long upTo, Instant now) {
    if (upTo > processed) {
      processed = upTo;
      owedSince = requested > processed ? now : null;
    }
    retryAt = null;
    retryFrom = null;
    attempts = 0;
  }

  /** Brings the next refresh after a failure forward. */
  void retrySooner(Instant now) {
    if (retryAt != null) {
      var from = retryFrom == null || retryFrom.isBefore(now) ? now : retryFrom;
      retryAt = retryAt.isBefore(from) ? retryAt : from;
    }
  }

  SourceState state() {
    return new SourceState(
        id,
        requested,
        processed,
        health,
        reason,
        since,
        head,
        judged,
        accepted,
        acceptedCommit,
        acknowledged,
        judgedChange,
        approval,
        retryAt,
        retryFrom,
        attempts,
        lookedAt,
        detachedSince,
        owedSince);
  }
}

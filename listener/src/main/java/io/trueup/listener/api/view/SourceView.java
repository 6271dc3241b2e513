package io.trueup.listener.api.view;

import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A followed repository, as it is now.
 *
 * @param requested how often its head was asked to be looked at
 * @param processed up to which request it was; work is owed while it is lower
 * @param reason why it is not {@code FOLLOWING}; null when it is
 * @param accepted the newest accepted version; 0 before the first
 */
public record SourceView(
    String id,
    Health health,
    @Nullable String reason,
    Instant since,
    long requested,
    long processed,
    @Nullable String head,
    @Nullable String judged,
    long accepted,
    @Nullable String acceptedCommit,
    @Nullable String acknowledged,
    @Nullable Instant retryAt,
    int attempts) {

  /** What is shown of a source. */
  public static SourceView of(SourceState source) {
    return new SourceView(
        source.id().value(),
        source.health(),
        source.reason(),
        source.since(),
        source.requested(),
        source.processed(),
        text(source.head()),
        text(source.judged()),
        source.accepted(),
        text(source.acceptedCommit()),
        text(source.acknowledged()),
        source.retryAt(),
        source.attempts());
  }

  private static @Nullable String text(@Nullable CommitId commit) {
    return commit == null ? null : commit.value();
  }
}

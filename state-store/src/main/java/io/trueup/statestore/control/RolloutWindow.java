package io.trueup.statestore.control;

import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A window, as it is now.
 *
 * @param id stable; of a window that the model declares {@code source/platform/name}
 * @param spec what was declared or written
 * @param origin who may change it
 * @param version grows with each change
 * @param changedAt when it was last changed
 * @param suspension in force; null when there is none
 * @param endedAt since when it is no longer in force, by an operator or because the model no longer
 *     declares it; null while it may be in force
 */
public record RolloutWindow(
    String id,
    Spec spec,
    Origin origin,
    long version,
    Instant createdAt,
    Instant changedAt,
    @Nullable Suspension suspension,
    @Nullable Instant endedAt) {

  /**
   * What a window says.
   *
   * @param name for people
   * @param scope the platforms that it is about
   * @param owner who answers for it
   * @param reason why it is there; of a window of the model it may be empty
   */
  public record Spec(
      String name,
      WindowKind kind,
      Selector scope,
      WindowTimes times,
      String owner,
      String reason) {}

  /** Who may change a window. */
  public enum Origin {
    /** The owner of the platform that declares it, by a merge. */
    MODEL,
    /** Operators. */
    OPERATOR
  }

  /**
   * A time during which a window counts for nothing.
   *
   * @param until when it ends by itself; null when it does not
   */
  public record Suspension(String by, String reason, Instant since, @Nullable Instant until) {

    /** Whether it has not ended by itself. */
    public boolean isInForce(Instant now) {
      return until == null || now.isBefore(until);
    }
  }

  /** The next version of it, with another content. */
  public RolloutWindow changed(Spec next, Instant now) {
    return new RolloutWindow(id, next, origin, version + 1, createdAt, now, suspension, endedAt);
  }

  /** The next version of it, with another suspension, or with none. */
  public RolloutWindow suspended(@Nullable Suspension next, Instant now) {
    return new RolloutWindow(id, spec, origin, version + 1, createdAt, now, next, endedAt);
  }

  /** The next version of it, which is over. */
  public RolloutWindow ended(Instant now) {
    return new RolloutWindow(
        id, spec, origin, version + 1, createdAt, now, null, endedAt == null ? now : endedAt);
  }

  /** The next version of one that was over, which is not. */
  public RolloutWindow revived(Spec next, Instant now) {
    return new RolloutWindow(id, next, origin, version + 1, createdAt, now, null, null);
  }

  /** Whether it counts at an instant, if it is open or not. */
  public boolean counts(Instant now) {
    return endedAt == null && (suspension == null || !suspension.isInForce(now));
  }
}

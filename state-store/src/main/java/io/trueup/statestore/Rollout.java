package io.trueup.statestore;

import io.trueup.statestore.control.GateKind;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One move of one platform.
 *
 * @param id growing
 * @param from the version that was its target before
 * @param to the version that it moves to
 * @param steps how many steps it has
 * @param done how many of them landed
 * @param lastError of a step that failed and has not landed since, also while it is tried again;
 *     null when there is none
 * @param retryAt when the first failed step is due again; null when none failed
 * @param nodesWaiting how many nodes of the platform are not at their target; 0 when it is over
 * @param endedAt null while it is under way
 * @param since when its state last changed
 * @param failingSince since when any of its steps has failed without landing; null when none has
 * @param kind which way it moves
 * @param overrides kinds of gates that did not keep it waiting, by an operator's order
 * @param requestedBy the operator who asked for it; null for none
 * @param requestReason that operator's reason; null for none
 */
public record Rollout(
    long id,
    PlatformId platform,
    long from,
    long to,
    State state,
    int steps,
    int done,
    @Nullable String lastError,
    @Nullable Instant retryAt,
    int nodesWaiting,
    Instant startedAt,
    @Nullable Instant endedAt,
    Instant since,
    @Nullable Instant failingSince,
    Kind kind,
    Set<GateKind> overrides,
    @Nullable String requestedBy,
    @Nullable String requestReason) {

  public Rollout {
    var kinds = EnumSet.noneOf(GateKind.class);
    kinds.addAll(overrides);
    overrides = Collections.unmodifiableSet(kinds);
  }

  /** A rollout to a newer version that no operator asked for. */
  public Rollout(
      long id,
      PlatformId platform,
      long from,
      long to,
      State state,
      int steps,
      int done,
      @Nullable String lastError,
      @Nullable Instant retryAt,
      int nodesWaiting,
      Instant startedAt,
      @Nullable Instant endedAt,
      Instant since,
      @Nullable Instant failingSince) {
    this(
        id,
        platform,
        from,
        to,
        state,
        steps,
        done,
        lastError,
        retryAt,
        nodesWaiting,
        startedAt,
        endedAt,
        since,
        failingSince,
        Kind.FORWARD,
        Set.of(),
        null,
        null);
  }

  /** Which way a rollout moves. */
  public enum Kind {
    /** To a newer version. */
    FORWARD,
    /** Back to an older version. */
    ROLLBACK,
    /** To the target itself, after the rollout before it was cancelled. */
    AGAIN;

    /** The text form in answers and the audit. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The state of a rollout.
   *
   * <pre>
   * EXECUTING       every step landed                              AWAITING_NODES
   * AWAITING_NODES  every node is at its target                    REALIZED
   * EXECUTING, AWAITING_NODES  a newer rollout is claimed          SUPERSEDED
   * EXECUTING, AWAITING_NODES  it is cancelled                     CANCELLED
   * </pre>
   */
  public enum State {
    /** Merge-time steps are under way. */
    EXECUTING,
    /** Merge time is over; some jobs have yet to ask. */
    AWAITING_NODES,
    /** The platform reached the version. */
    REALIZED,
    /** A newer one took over. */
    SUPERSEDED,
    /** An operator, or a window that closed, ended it before the platform reached the version. */
    CANCELLED;

    /** Whether nothing of it is under way any more. */
    public boolean isOver() {
      return this == REALIZED || this == SUPERSEDED || this == CANCELLED;
    }
  }
}

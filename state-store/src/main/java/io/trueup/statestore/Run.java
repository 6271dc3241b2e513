package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job on a node.
 *
 * @param pinned the version that every question of the run is answered from; 0 when it has none
 * @param fingerprint the node's fingerprint for this run; null when the node is retired
 * @param token the name of the token that started it; null for runs before that was recorded
 * @param expiresAt when it expires unless it is prolonged
 * @param endedAt null while it runs
 * @param partOf the id of the run of several nodes that this is a part of; null for a run of one
 *     node
 */
public record Run(
    RunId id,
    PlatformId platform,
    NodeKey node,
    Answer answer,
    State state,
    long pinned,
    @Nullable Fingerprint fingerprint,
    String job,
    @Nullable String token,
    Instant beganAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable RunId partOf) {

  /** A run of one node. */
  public Run(
      RunId id,
      PlatformId platform,
      NodeKey node,
      Answer answer,
      State state,
      long pinned,
      @Nullable Fingerprint fingerprint,
      String job,
      @Nullable String token,
      Instant beganAt,
      Instant expiresAt,
      @Nullable Instant endedAt) {
    this(
        id,
        platform,
        node,
        answer,
        state,
        pinned,
        fingerprint,
        job,
        token,
        beganAt,
        expiresAt,
        endedAt,
        null);
  }

  /** The run with another state and times. */
  public Run with(State next, Instant expires, @Nullable Instant ended) {
    return new Run(
        id,
        platform,
        node,
        answer,
        next,
        pinned,
        fingerprint,
        job,
        token,
        beganAt,
        expires,
        ended,
        partOf);
  }

  /** The id that its job knows: that of the whole run. */
  public RunId whole() {
    return partOf == null ? id : partOf;
  }

  /** The answer to a job. */
  public enum Answer {
    RUN,
    RECONCILE,
    RETIRE
  }

  /** The state of a run. */
  public enum State {
    /** The daemon brings its node to its target; the job has no answer yet. */
    RECONCILING,
    OPEN,
    SUCCEEDED,
    FAILED,
    /** Its node could not be reconciled; the job has to wait. */
    ABANDONED,
    /** It neither ended nor was prolonged in time. */
    EXPIRED;

    /** Whether it still uses its node and its version. */
    public boolean isLive() {
      return this == RECONCILING || this == OPEN;
    }
  }
}

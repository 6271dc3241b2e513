package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job on a node.
 *
 * @param pinned the version that every question of the run is answered from; 0 when it has none
 * @param fingerprint what the node is for this run; null when the node is retired
 * @param token the name of the token that began it; null for runs before that was recorded
 * @param expiresAt when it counts as gone unless it is prolonged
 * @param endedAt null while it runs
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
    @Nullable Instant endedAt) {

  /** What a job was told. */
  public enum Answer {
    RUN,
    RECONCILE,
    RETIRE
  }

  /** How far a run is. */
  public enum State {
    /** The daemon brings its node to its target; the job has no answer yet. */
    RECONCILING,
    OPEN,
    SUCCEEDED,
    FAILED,
    /** Its node could not be reconciled; the job was told to wait. */
    ABANDONED,
    /** It neither ended nor was prolonged in time. */
    EXPIRED;

    /** Whether it holds its node and its version. */
    public boolean isLive() {
      return this == RECONCILING || this == OPEN;
    }
  }
}

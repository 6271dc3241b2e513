package io.trueup.listener.daemon.view;

import io.trueup.statestore.Run;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a job on a node.
 *
 * @param version the pinned version; 0 for none
 * @param fingerprint the node's fingerprint for this run; null when the node is retired
 * @param token the name of the token that began the run; null for runs from before it was recorded
 * @param expiresAt when the run expires unless it is prolonged
 * @param endedAt null while it runs
 */
public record RunView(
    String run,
    String platform,
    String node,
    Run.Answer answer,
    Run.State state,
    long version,
    @Nullable String fingerprint,
    String job,
    @Nullable String token,
    Instant beganAt,
    Instant expiresAt,
    @Nullable Instant endedAt) {

  /** The view of a run. */
  public static RunView of(Run run) {
    var fingerprint = run.fingerprint();
    return new RunView(
        run.id().value(),
        run.platform().toString(),
        run.node().value(),
        run.answer(),
        run.state(),
        run.pinned(),
        fingerprint == null ? null : fingerprint.toString(),
        run.job(),
        run.token(),
        run.beganAt(),
        run.expiresAt(),
        run.endedAt());
  }
}

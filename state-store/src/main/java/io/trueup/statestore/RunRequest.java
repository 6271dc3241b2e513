package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job's request to start a run.
 *
 * @param id a fresh token for the run
 * @param lastRan the fingerprint that the job last ran with; null on its first start
 * @param job who it says it is, for people
 * @param length how long the run may last before it expires, unless it is prolonged
 * @param reconcileWithin how long the daemon may take to reconcile the node first; the run expires
 *     when that takes longer, and {@link #length} starts when it is done
 * @param caller the token that asks, and its address
 */
public record RunRequest(
    RunId id,
    PlatformId platform,
    NodeKey node,
    @Nullable Fingerprint lastRan,
    String job,
    Duration length,
    Duration reconcileWithin,
    Actor caller) {

  /** The same request for a run with another id. */
  public RunRequest with(RunId run) {
    return new RunRequest(run, platform, node, lastRan, job, length, reconcileWithin, caller);
  }
}

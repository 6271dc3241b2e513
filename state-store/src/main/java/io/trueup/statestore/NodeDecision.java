package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import java.time.Duration;

/** The answer to a job that starts, decided purely from a {@link NodeSituation}. */
public sealed interface NodeDecision {

  /** Run: nothing changed since the job's last run. */
  record Proceed(long pinned, Fingerprint fingerprint, String reason) implements NodeDecision {}

  /** The node is at its target and the job is not: adapt, then run. */
  record Adapt(long pinned, Fingerprint fingerprint, String reason) implements NodeDecision {}

  /** The daemon first brings the node to its target; then the job adapts and runs. */
  record Reconcile(long pinned, Fingerprint fingerprint, String reason) implements NodeDecision {}

  /**
   * Remove yourself.
   *
   * @param mark whether the daemon must still mark what the node leaves behind
   */
  record Retire(boolean mark, String reason) implements NodeDecision {}

  /** Ask again later. Nothing is recorded. */
  record Wait(String reason, Duration retryAfter) implements NodeDecision {}

  /** There is no such node. Nothing is recorded. */
  record Unknown(String reason) implements NodeDecision {}
}

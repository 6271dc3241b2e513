package io.trueup.listener.daemon.view;

import io.trueup.statestore.Run;
import io.trueup.statestore.Runs.Recorded;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of a run.
 *
 * @param version the pinned version; 0 for none
 * @param fingerprint the node's fingerprint for this run; null when the node is retired
 * @param statements that were run to reconcile the node
 * @param error why the node could not be reconciled; null when it could
 * @param endedAt null while it runs
 */
public record RecordedNodeView(
    String node,
    Run.Answer answer,
    Run.State state,
    long version,
    @Nullable String fingerprint,
    String reason,
    List<String> statements,
    @Nullable String error,
    Instant beganAt,
    Instant expiresAt,
    @Nullable Instant endedAt) {

  public RecordedNodeView {
    statements = List.copyOf(statements);
  }

  /** The view of one node's part of a run. */
  public static RecordedNodeView of(Recorded part) {
    var run = part.run();
    var fingerprint = run.fingerprint();
    return new RecordedNodeView(
        run.node().value(),
        run.answer(),
        run.state(),
        run.pinned(),
        fingerprint == null ? null : fingerprint.toString(),
        part.reason(),
        part.statements(),
        part.error(),
        run.beganAt(),
        run.expiresAt(),
        run.endedAt());
  }
}

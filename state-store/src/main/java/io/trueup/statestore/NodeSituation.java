package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the answer to a job depends on, as it is in the transaction.
 *
 * @param node null when the platform never had such a node
 * @param realizedVersion the version by which the node's realized fingerprint was reached; 0 when
 *     nothing is realized
 * @param live runs on the node that neither ended nor expired, oldest first
 * @param lockedBy the operator who has locked the node, under the platform's lease, to change it by
 *     hand; null when none has
 * @param inputs what else bears on the platform's moves; read for nodes that may change when a job
 *     starts ({@link #needsInputs}), and null for all others
 * @param lastRan the fingerprint that the job last ran with; null on its first start
 */
public record NodeSituation(
    PlatformState platform,
    @Nullable NodeRecord node,
    long realizedVersion,
    List<Run> live,
    @Nullable String lockedBy,
    @Nullable GateInputs inputs,
    @Nullable Fingerprint lastRan,
    Instant now) {

  /** Whether a node may change when a job starts, so that gates bear on the answer. */
  public static boolean needsInputs(@Nullable NodeRecord node) {
    return node != null
        && node.realized() != null
        && (node.state() == NodeState.AWAITING_NODE_TIME || node.state() == NodeState.RETIRING);
  }
}

package io.trueup.model.rollout;

/**
 * The states of a platform's node.
 *
 * <pre>
 * from                 event                                  to
 * (none), RETIRED      the target graph has the node          PENDING
 * (none), RETIRED      as above, and its inputs wait          AWAITING_NODE_TIME
 * PENDING              its step landed                        REALIZED
 * REALIZED             the target graph changes it, has a job AWAITING_NODE_TIME
 * REALIZED             the target graph changes it, no job    PENDING
 * AWAITING_NODE_TIME   its job (or its carrier's) reconciled  REALIZED
 * any but RETIRED      the target graph no longer has it      RETIRING
 * RETIRING             its job asked, or its step landed      RETIRED
 * </pre>
 */
public enum NodeState {
  /** A merge-time step is to bring it to its target. */
  PENDING,
  /** The node is realized as its target requires. */
  REALIZED,
  /** It exists, its target differs, and the next start of a job brings it there. */
  AWAITING_NODE_TIME,
  /** The target no longer contains it, and its job does not know yet. */
  RETIRING,
  /** The target no longer contains it, and its job knows; its tables are kept. */
  RETIRED;

  /** Whether a node in this state is at its target. */
  public boolean isAtTarget() {
    return this == REALIZED || this == RETIRED;
  }
}

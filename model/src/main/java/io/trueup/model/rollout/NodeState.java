package io.trueup.model.rollout;

/**
 * What a platform's node is going through.
 *
 * <pre>
 * from                 event                                  to
 * (none), RETIRED      the target graph holds the node        PENDING
 * (none), RETIRED      as above, and what feeds it waits      AWAITING_NODE_TIME
 * PENDING              its step landed                        REALIZED
 * REALIZED             the target graph changes it, has a job AWAITING_NODE_TIME
 * REALIZED             the target graph changes it, no job    PENDING
 * AWAITING_NODE_TIME   its job (or its carrier's) reconciled  REALIZED
 * any but RETIRED      the target graph no longer holds it    RETIRING
 * RETIRING             its job asked, or its step landed      RETIRED
 * </pre>
 */
public enum NodeState {
  /** A merge-time step is to bring it to its target. */
  PENDING,
  /** What is realized is what the target asks for. */
  REALIZED,
  /** It exists, its target differs, and a job's next start brings it there. */
  AWAITING_NODE_TIME,
  /** The target no longer holds it; it has not been told yet. */
  RETIRING,
  /** It is gone from the target and knows it; its tables are kept. */
  RETIRED;

  /** Whether a node in this state is where its target wants it. */
  public boolean isAtTarget() {
    return this == REALIZED || this == RETIRED;
  }
}

package io.trueup.statestore;

/** Decides the answer to a job. Pure: it runs inside the transaction that records the run. */
@FunctionalInterface
public interface NodePolicy {

  /** Decides the answer. */
  NodeDecision decide(NodeSituation situation);
}

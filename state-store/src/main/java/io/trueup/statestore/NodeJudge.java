package io.trueup.statestore;

/** Decides the answer to a job. Pure: it runs inside the transaction that records the run. */
@FunctionalInterface
public interface NodeJudge {

  /** Decides the answer. */
  NodeDecision judge(NodeSituation situation);
}

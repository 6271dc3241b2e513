package io.trueup.statestore;

/** Judges a job's question. Pure: it is called inside the transaction that records the run. */
@FunctionalInterface
public interface NodeJudge {

  /** What to tell the job. */
  NodeDecision judge(NodeSituation situation);
}

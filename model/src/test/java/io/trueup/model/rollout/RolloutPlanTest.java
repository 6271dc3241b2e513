package io.trueup.model.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {

  private static final NodeKey STEPPED = NodeKey.ingest("Live", "Stepped");
  private static final NodeKey GONE = NodeKey.ingest("Live", "Gone");
  private static final NodeKey CHANGED = NodeKey.ingest("Live", "Changed");
  private static final NodeKey THERE = NodeKey.ingest("Live", "There");
  private static final Fingerprint TARGET = new Fingerprint(1, 1);

  /** Also a node that its job retires waits for that job. */
  @Test
  void countsTheNodesThatNoStepChanges() {
    var plan =
        new RolloutPlan(
            List.of(new PlannedStep(STEPPED, StepAction.RETIRE, "it is gone")),
            List.of(
                new NodeTransition(STEPPED, NodeState.RETIRING, null, "it is gone"),
                new NodeTransition(GONE, NodeState.RETIRING, null, "it is gone"),
                new NodeTransition(CHANGED, NodeState.AWAITING_NODE_TIME, TARGET, "it changed"),
                new NodeTransition(THERE, NodeState.REALIZED, TARGET, "it is there")));

    assertThat(plan.nodesForJobs()).isEqualTo(2);
  }
}

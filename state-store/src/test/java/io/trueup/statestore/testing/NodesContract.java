package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static io.trueup.statestore.testing.StoreFixture.step;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.PlatformId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of the records of nodes. */
abstract class NodesContract extends Contract {

  NodesContract(StateStoreConformance suite) {
    super(suite);
  }

  private NodeRecord node(NodeKey key) {
    return store.rollouts().node(LIVE, key).orElseThrow();
  }

  @Test
  void aPlanNeedsTheGivenNodesAndThoseNotAtTheirTarget() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    var third = new NodeKey("Ingest/Live/Third");
    stage.move(lease, fingerprint(2), provision(fingerprint(2), third));

    assertThat(store.rollouts().nodes(LIVE, List.of()))
        .extracting(NodeRecord::key)
        .containsExactly(third);
    assertThat(store.rollouts().nodes(LIVE, List.of(third, EXPORT, new NodeKey("Unknown"))))
        .extracting(NodeRecord::key)
        .containsExactly(EXPORT, third);
    assertThat(store.rollouts().nodes(new PlatformId(StoreFixture.ACME, "Other"), List.of(EXPORT)))
        .isEmpty();
  }

  @Test
  void allNodesArePagedByKeyWithoutTheRetired() {
    var lower = new NodeKey("ingest/Live/lower");
    var lease = stage.realize(fingerprint(1), lower, INGEST, EXPORT);
    var retire =
        new RolloutPlan(
            List.of(step(EXPORT, StepAction.RETIRE)),
            List.of(transition(EXPORT, NodeState.RETIRING, null)));
    stage.land(lease, stage.move(lease, fingerprint(2), retire), null);

    assertThat(store.rollouts().allNodes(LIVE, "", 10))
        .extracting(NodeRecord::key)
        .containsExactly(INGEST, lower);
    assertThat(store.rollouts().allNodes(LIVE, "", 1))
        .extracting(NodeRecord::key)
        .containsExactly(INGEST);
    assertThat(store.rollouts().allNodes(LIVE, INGEST.value(), 10))
        .extracting(NodeRecord::key)
        .containsExactly(lower);
    assertThat(node(EXPORT).state()).isEqualTo(NodeState.RETIRED);
    assertThat(store.rollouts().nodes(LIVE, List.of(EXPORT))).hasSize(1);
  }

  @Test
  void theNodesThatAwaitNodeTimeAreShownSorted() {
    var lease = stage.realize(fingerprint(1), INGEST, EXPORT);
    stage.move(
        lease,
        fingerprint(2),
        transitions(
            transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(2)),
            transition(EXPORT, NodeState.AWAITING_NODE_TIME, fingerprint(2)),
            transition(new NodeKey("Ingest/Live/New"), NodeState.PENDING, fingerprint(2))));

    assertThat(store.rollouts().awaitingNodes(LIVE)).containsExactly(EXPORT, INGEST);
  }

  @Test
  void aRetiredNodeThatComesBackIsProvisionedAgain() {
    var lease = stage.realize(fingerprint(1), INGEST);
    var retire =
        new RolloutPlan(
            List.of(step(INGEST, StepAction.RETIRE)),
            List.of(transition(INGEST, NodeState.RETIRING, null)));
    stage.land(lease, stage.move(lease, fingerprint(2), retire), null);

    stage.move(lease, fingerprint(3), provision(fingerprint(3), INGEST));

    assertThat(node(INGEST))
        .isEqualTo(new NodeRecord(INGEST, NodeState.PENDING, null, fingerprint(3), false));
  }
}

package io.trueup.listener.engine.nodetime;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeTimeRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final NodeTimeRules RULES = new NodeTimeRules(new GateRules());
  private static final PlatformId LIVE = new PlatformId(new SourceId("acme"), "Live");
  private static final NodeKey KEY = NodeKey.ingest("Live", "S");
  private static final Fingerprint OLD = new Fingerprint(0, 1);
  private static final Fingerprint NEW = new Fingerprint(0, 2);
  private static final Pause PAUSE = new Pause("ann", "to see", NOW, null);
  private static final long TARGET = 9;
  private static final long REALIZED_BY = 4;

  @Test
  void aNodeThatThePlatformNeverHadIsUnknown() {
    assertThat(judge(null, OLD, null))
        .isEqualTo(new NodeDecision.Unknown("The platform never had such a node"));
  }

  @Test
  void aPendingNodeMakesItsJobWait() {
    assertThat(judge(node(NodeState.PENDING, null, NEW), null, null))
        .isEqualTo(new NodeDecision.Wait("The node is being made", Duration.ofSeconds(2)));
  }

  @Test
  void aJobThatRanWithTheRealizedFingerprintRuns() {
    assertThat(judge(node(NodeState.REALIZED, NEW, NEW), NEW, null))
        .isEqualTo(
            new NodeDecision.Proceed(TARGET, NEW, "Nothing changed since the job's last run"));
  }

  @Test
  void aJobThatRanWithAnotherFingerprintAdaptsByItself() {
    assertThat(judge(node(NodeState.REALIZED, NEW, NEW), OLD, null))
        .isEqualTo(
            new NodeDecision.Adapt(TARGET, NEW, "The node changed since the job's last run"));
  }

  @Test
  void aJobsFirstStartRuns() {
    assertThat(judge(node(NodeState.REALIZED, NEW, NEW), null, null))
        .isEqualTo(new NodeDecision.Proceed(TARGET, NEW, "The job runs for the first time"));
  }

  @Test
  void aChangedNodeIsReconciledByItsJobsStart() {
    assertThat(judge(node(NodeState.AWAITING_NODE_TIME, OLD, NEW), OLD, null))
        .isEqualTo(
            new NodeDecision.Reconcile(TARGET, NEW, "The node changed since it was realized"));
  }

  @Test
  void nothingChangesUnderARunningJob() {
    assertThat(judge(node(NodeState.AWAITING_NODE_TIME, OLD, NEW), OLD, null, run(Run.State.OPEN)))
        .isEqualTo(
            new NodeDecision.Wait(
                "Run r1 has been live on the node since 2026-11-22T12:00:00Z, and a node does not change under a running job",
                Duration.ofSeconds(30)));
  }

  @Test
  void onlyOneJobReconcilesTheNode() {
    assertThat(
            judge(
                node(NodeState.AWAITING_NODE_TIME, OLD, NEW),
                OLD,
                null,
                run(Run.State.RECONCILING)))
        .isEqualTo(
            new NodeDecision.Wait(
                "Run r1 has been reconciling the node since 2026-11-22T12:00:00Z",
                Duration.ofSeconds(2)));
  }

  @Test
  void aPausedPlatformsJobRunsWithTheRealizedFingerprintAndItsVersion() {
    assertThat(judge(node(NodeState.AWAITING_NODE_TIME, OLD, NEW), OLD, PAUSE))
        .isEqualTo(
            new NodeDecision.Proceed(REALIZED_BY, OLD, "Nothing changed since the job's last run"));
  }

  @Test
  void aRemovedNodesJobIsRetiredOnceAndGetsTheSameAnswerAfterwards() {
    assertThat(judge(node(NodeState.RETIRING, OLD, null), OLD, null))
        .isEqualTo(new NodeDecision.Retire(true, "The node is no longer part of the model"));
    assertThat(judge(node(NodeState.RETIRED, null, null), OLD, null))
        .isEqualTo(new NodeDecision.Retire(false, "The node is no longer part of the model"));
  }

  @Test
  void aPausedPlatformsRemovedNodeGoesOnRunning() {
    assertThat(judge(node(NodeState.RETIRING, OLD, null), OLD, PAUSE))
        .isInstanceOf(NodeDecision.Proceed.class);
  }

  @Test
  void aFollowerThatWasNeverRealizedMakesItsJobWaitEvenWhilePaused() {
    assertThat(judge(node(NodeState.AWAITING_NODE_TIME, null, NEW), null, PAUSE))
        .isInstanceOf(NodeDecision.Wait.class);
  }

  @ParameterizedTest
  @EnumSource(NodeState.class)
  void aLockedNodeMakesItsJobWait(NodeState state) {
    var realized = state == NodeState.PENDING || state == NodeState.RETIRED ? null : OLD;
    var target = state == NodeState.RETIRED || state == NodeState.RETIRING ? null : OLD;
    var pointer = new Pointer(TARGET, null, NOW);
    var platform =
        new PlatformState(
            LIVE, "postgres", RolloutPolicy.MERGE, pointer, pointer, pointer, 0, null, null, null);
    var situation =
        new NodeSituation(
            platform,
            node(state, realized, target),
            REALIZED_BY,
            List.of(),
            "operator bob",
            null,
            OLD,
            NOW);

    if (state == NodeState.RETIRED) {
      assertThat(RULES.decide(situation)).isInstanceOf(NodeDecision.Retire.class);
    } else {
      assertThat(RULES.decide(situation))
          .isEqualTo(
              new NodeDecision.Wait(
                  "The node is being changed by hand, by 'operator bob'", Duration.ofSeconds(2)));
    }
  }

  private static NodeDecision judge(
      @Nullable NodeRecord node,
      @Nullable Fingerprint lastRan,
      @Nullable Pause pause,
      Run... live) {
    var pointer = new Pointer(TARGET, null, NOW);
    var platform =
        new PlatformState(
            LIVE, "postgres", RolloutPolicy.MERGE, pointer, pointer, pointer, 0, pause, null, null);
    return RULES.decide(
        new NodeSituation(platform, node, REALIZED_BY, List.of(live), null, null, lastRan, NOW));
  }

  private static NodeRecord node(
      NodeState state, @Nullable Fingerprint realized, @Nullable Fingerprint target) {
    return new NodeRecord(KEY, state, realized, target, true);
  }

  private static Run run(Run.State state) {
    return new Run(
        new RunId("r1"),
        LIVE,
        KEY,
        Run.Answer.RUN,
        state,
        TARGET,
        OLD,
        "job",
        null,
        NOW,
        NOW,
        null);
  }
}

package io.trueup.listener.engine.nodetime;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.testing.RolloutScene;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutPolicy.AtClose;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
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
                "Run r1 has been live on the node since 2026-11-22T12:00:00Z, and a node does not"
                    + " change under a running job",
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
  void aRemovedNodeIsNotRetiredUnderARunningJob() {
    assertThat(judge(node(NodeState.RETIRING, OLD, null), OLD, null, run(Run.State.OPEN)))
        .isEqualTo(
            new NodeDecision.Wait(
                "Run r1 has been live on the node since 2026-11-22T12:00:00Z, and a node does not"
                    + " change under a running job",
                Duration.ofSeconds(30)));
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

  @ParameterizedTest
  @EnumSource(
      value = NodeState.class,
      names = {"AWAITING_NODE_TIME", "RETIRING"})
  void whatStopsARolloutKeepsItsNodes(NodeState state) {
    var node = node(state, OLD, state == NodeState.RETIRING ? null : NEW);
    var asItWas =
        new NodeDecision.Proceed(REALIZED_BY, OLD, "Nothing changed since the job's last run");
    var freeze = new RolloutScene().window(freeze());
    for (var atClose : AtClose.values()) {
      assertThat(decide(node, atClose, Rollout.State.AWAITING_NODES, List.of(), List.of()))
          .isNotEqualTo(asItWas);
      assertThat(decide(node, atClose, Rollout.State.CANCELLED, List.of(), List.of()))
          .isEqualTo(asItWas);
      assertThat(
              decide(
                  node,
                  atClose,
                  Rollout.State.AWAITING_NODES,
                  List.of(),
                  List.of(new GroupPause(Selector.EVERYTHING, "ann", "stop", NOW, null))))
          .isEqualTo(asItWas);
      assertThat(
              decide(node, atClose, Rollout.State.EXECUTING, List.of(freeze), List.of())
                  .equals(asItWas))
          .as(atClose.name())
          .isEqualTo(atClose != AtClose.FINISH);
    }
  }

  private static RolloutWindow.Spec freeze() {
    return new RolloutWindow.Spec(
        "Freeze",
        WindowKind.DENY,
        Selector.EVERYTHING,
        WindowTimes.once(LocalDateTime.parse("2026-11-22T11:00"), Duration.ofHours(3), "UTC"),
        "ops",
        "quarter end");
  }

  private static NodeDecision decide(
      NodeRecord node,
      AtClose atClose,
      Rollout.State state,
      List<RolloutWindow> windows,
      List<GroupPause> pauses) {
    var pointer = new Pointer(TARGET, null, NOW);
    var policy =
        new RolloutPolicy(
            RolloutPolicy.On.MERGE,
            null,
            Collections.emptySortedMap(),
            atClose,
            RolloutPolicy.VersionOrder.NEWEST,
            RolloutPolicy.RemovalGuard.DEFAULT,
            RolloutPolicy.DriftPolicy.NONE);
    var rollout = new Rollout(1, LIVE, 4, TARGET, state, 0, 0, null, null, 1, NOW, null, NOW, null);
    var platform =
        new PlatformState(
            LIVE, "postgres", policy, pointer, pointer, pointer, 0, null, null, rollout);
    var source = new RolloutScene();
    source.store.sources().declare(LIVE.source());
    var inputs =
        new GateInputs(
            windows,
            pauses,
            source.store.sources().find(LIVE.source()).orElseThrow(),
            Collections.emptySortedMap());
    return RULES.decide(
        new NodeSituation(platform, node, REALIZED_BY, List.of(), null, inputs, OLD, NOW));
  }
}

package io.trueup.statestore;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.StateChange.ActionRecorded;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.StateChange.MergeJudged;
import io.trueup.statestore.StateChange.NodesAwaiting;
import io.trueup.statestore.StateChange.Realized;
import io.trueup.statestore.StateChange.RolloutChanged;
import io.trueup.statestore.StateChange.RunBegun;
import io.trueup.statestore.StateChange.RunEnded;
import io.trueup.statestore.StateChange.StepFailed;
import io.trueup.statestore.StateChange.StepLanded;
import io.trueup.statestore.StateChange.TargetMoved;
import io.trueup.statestore.Version.PlatformImpact;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;

/** Changes of every kind, with all that may be missing and without. */
public final class ChangeExamples {

  private static final SourceId ACME = new SourceId("acme");
  private static final PlatformId LIVE = new PlatformId(ACME, "Live");
  private static final NodeKey INGEST = NodeKey.ingest("Live", "NW_Data");
  private static final RunName RUN = new RunName("0123456789abcdef");
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00.123456Z");

  private ChangeExamples() {}

  /** At least one of each kind. */
  public static List<StateChange> all() {
    return List.of(
        new MergeJudged(
            ACME,
            7,
            new CommitId("1f".repeat(20)),
            true,
            "Ann Author",
            "Add \"orders\", größer",
            0,
            2,
            List.of(new PlatformImpact("Live", 1, 2, 3), new PlatformImpact("Monthly", 0, 0, 0))),
        new MergeJudged(
            ACME, 8, new CommitId("2f".repeat(20)), false, "Ann", "Break", 3, 0, List.of()),
        new TargetMoved(LIVE, 6, 7, 12L, Rollout.Kind.FORWARD, 4, "trueup", "the gate is open"),
        new TargetMoved(LIVE, 7, 8, null, null, 0, "trueup", "Version 8 asks for nothing else"),
        new Realized(LIVE, 7, 12L, "every node is at its target"),
        new Realized(LIVE, 8, null, "Version 8 asks for nothing else"),
        new RolloutChanged(LIVE, 12, Rollout.State.AWAITING_NODES, "3 nodes wait", 7),
        new StepLanded(LIVE, 12, 1, INGEST, StepAction.PROVISION, NOON, 7),
        new StepLanded(LIVE, 12, 1, INGEST, StepAction.PROVISION, null, 0),
        new StepFailed(
            LIVE, 12, 2, INGEST, StepAction.ALTER, "no space", NOON, NOON.minusMillis(7), 7),
        new StepFailed(LIVE, 12, 2, INGEST, StepAction.ALTER, "no space", NOON, null, 0),
        new NodesAwaiting(LIVE, 12, 7, List.of(INGEST, NodeKey.ingest("Live", "Other"))),
        new RunBegun(LIVE, RUN, INGEST, Run.Answer.RECONCILE, 7, "nightly"),
        new RunEnded(LIVE, RUN, INGEST, Run.State.FAILED, 7),
        new RunEnded(LIVE, RUN, INGEST, Run.State.EXPIRED, 0),
        new GateShut(
            LIVE,
            new ShutGate(
                GateKind.REMOVAL_GUARD, "", "ann", NOON, "it removes 40 %", "Approve it", NOON),
            8),
        new GateOpened(
            LIVE, new ShutGate(GateKind.WINDOW, "night", null, null, "closed", "", null), 0),
        new ActionRecorded(
            "platform:acme/Live", "platform.paused", "ann", null, "{\"until\":null}", "incident"),
        new ActionRecorded("window:night", "window.ended", "ann", "[1,2.50]", null, "over"));
  }
}

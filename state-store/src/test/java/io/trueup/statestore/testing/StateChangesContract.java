package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.added;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.landed;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static io.trueup.statestore.testing.StoreFixture.transition;
import static io.trueup.statestore.testing.StoreFixture.transitions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.NodeTransition;
import io.trueup.model.rollout.StepAction;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunName;
import io.trueup.statestore.StateChange;
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
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.StateChanges.Backlog;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.Version.PlatformImpact;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link StateChanges} (P9). */
abstract class StateChangesContract extends Contract {

  private static final String READER = "kafka";

  StateChangesContract(StateStoreConformance suite) {
    super(suite);
  }

  private StateChanges changes() {
    return store.changes();
  }

  /** Everything that was recorded since the last call, numbered. */
  private List<StateChange> heard() {
    var before = changes().range().last();
    number();
    return changes().after(before, 10_000).stream().map(RecordedChange::change).toList();
  }

  private void number() {
    while (changes().number(1_000) > 0) {
      // until none is left
    }
  }

  private void refuse(String reason) {
    store.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, "source:acme", reason);
  }

  @Test
  void aJudgedMergeSaysWhatItChanges() {
    stage.record(
        good(commit(1), impact("Live", fingerprint(1), added(INGEST, fingerprint(1)))),
        bad(commit(2)));

    assertThat(heard())
        .filteredOn(MergeJudged.class::isInstance)
        .containsExactly(
            new MergeJudged(
                ACME,
                1,
                commit(1),
                true,
                "Ann Author",
                "Change the model",
                0,
                0,
                List.of(new PlatformImpact("Live", 1, 0, 0))),
            new MergeJudged(
                ACME, 2, commit(2), false, "Ann Author", "Change the model", 1, 0, List.of()));
  }

  @Test
  void aRolloutIsToldFromItsTargetToRealized() {
    stage.accept(impact("Live", fingerprint(1), added(INGEST, fingerprint(1))));
    var lease = stage.platformLease();
    heard();

    var rollout =
        ((ClaimOutcome.Claimed)
                stage.claim(lease, 1, fingerprint(1), provision(fingerprint(1), INGEST, EXPORT)))
            .rollout();
    var before = store.now();
    var steps = store.rollouts().beginSteps(lease, rollout.id(), 2, (_, _, _, _) -> false);
    var began = steps.getFirst().beganAt();
    assertThat(began).isBetween(before, store.now());
    var retryAt = stage.in(HOUR);
    store
        .rollouts()
        .recordSteps(
            lease,
            rollout.id(),
            List.of(new StepResult.NotLanded(2, "no space", retryAt), landed(1, fingerprint(1))));
    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(2, fingerprint(1))));
    store.rollouts().rollUp(lease, LIVE);

    assertThat(heard())
        .containsExactly(
            new TargetMoved(
                LIVE,
                0,
                1,
                rollout.id(),
                Rollout.Kind.FORWARD,
                2,
                "trueup",
                "the gate is open; 2 steps"),
            new StepFailed(
                LIVE, rollout.id(), 2, EXPORT, StepAction.PROVISION, "no space", retryAt, began, 1),
            new StepLanded(LIVE, rollout.id(), 1, INGEST, StepAction.PROVISION, began, 1),
            new StepLanded(LIVE, rollout.id(), 2, EXPORT, StepAction.PROVISION, began, 1),
            new Realized(LIVE, 1, rollout.id(), "every node is at its target"));
  }

  @Test
  void aStepThatLandsAgainIsNotToldAgain() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    stage.land(lease, rollout, fingerprint(1));
    heard();

    store.rollouts().recordSteps(lease, rollout.id(), List.of(landed(1, fingerprint(1))));

    assertThat(heard()).isEmpty();
  }

  @Test
  void aVersionThatAsksForTheSameMovesBothPointersWithoutARollout() {
    stage.realize(fingerprint(1), INGEST);
    heard();

    stage.accept(fingerprint(1));

    var reason = "Version 2 asks for nothing else";
    assertThat(heard())
        .filteredOn(it -> it.platform() != null)
        .containsExactly(
            new TargetMoved(LIVE, 1, 2, null, null, 0, "trueup", reason),
            new Realized(LIVE, 2, null, reason));
  }

  @Test
  void nodesThatAwaitTheirJobsAreToldInPieces() {
    var lease = stage.platformLease();
    var nodes =
        IntStream.range(0, 150)
            .mapToObj(i -> NodeKey.ingest("Live", "S%03d".formatted(i)))
            .toList();

    var rollout =
        stage.move(
            lease,
            fingerprint(1),
            transitions(
                nodes.stream()
                    .map(it -> transition(it, NodeState.AWAITING_NODE_TIME, fingerprint(1)))
                    .toArray(NodeTransition[]::new)));

    assertThat(heard())
        .filteredOn(NodesAwaiting.class::isInstance)
        .containsExactly(
            new NodesAwaiting(LIVE, rollout.id(), 1, nodes.subList(0, 100)),
            new NodesAwaiting(LIVE, rollout.id(), 1, nodes.subList(100, 150)));
  }

  @Test
  void aRolloutThatIsSupersededOrWaitsForJobsIsTold() {
    var lease = stage.platformLease();
    var first =
        stage.move(
            lease,
            fingerprint(1),
            transitions(transition(INGEST, NodeState.AWAITING_NODE_TIME, fingerprint(1))));
    store.rollouts().rollUp(lease, LIVE);
    stage.move(lease, fingerprint(2), transitions());

    assertThat(heard())
        .filteredOn(RolloutChanged.class::isInstance)
        .containsExactly(
            new RolloutChanged(
                LIVE,
                first.id(),
                Rollout.State.AWAITING_NODES,
                "every step landed and 1 nodes wait for their jobs",
                1),
            new RolloutChanged(
                LIVE, first.id(), Rollout.State.SUPERSEDED, "version 2 took over", 1));
  }

  @Test
  void aRunIsToldByANameThatIsNotItsSecret() {
    stage.realize(fingerprint(1), INGEST);
    heard();
    var request = stage.request(INGEST);

    store.runs().begin(request, _ -> new NodeDecision.Proceed(1, fingerprint(1), ""));
    store.runs().end(request.id(), true);
    store.runs().end(request.id(), true);

    var name = RunName.of(request.id());
    assertThat(heard())
        .containsExactly(
            new RunBegun(LIVE, name, INGEST, Run.Answer.RUN, 1, request.job()),
            new RunEnded(LIVE, name, INGEST, Run.State.SUCCEEDED, 1));
    assertThat(changes().after(0, 10_000))
        .filteredOn(it -> it.type().startsWith("run."))
        .extracting(RecordedChange::data)
        .noneMatch(it -> it.contains(request.id().value()));
  }

  @Test
  void aRunThatExpiredIsToldWhenTheNextOneBegins() {
    stage.realize(fingerprint(1), INGEST);
    var late = stage.request(INGEST);
    store.runs().begin(late, _ -> new NodeDecision.Proceed(1, fingerprint(1), ""));
    suite.expireRun(late.id());
    heard();

    store.runs().begin(stage.request(INGEST), _ -> new NodeDecision.Proceed(1, fingerprint(1), ""));

    assertThat(heard())
        .first()
        .isEqualTo(new RunEnded(LIVE, RunName.of(late.id()), INGEST, Run.State.EXPIRED, 1));
  }

  @Test
  void aGateIsToldWhenItShutsAndWhenItOpens() {
    stage.accept(fingerprint(1));
    var lease = stage.platformLease();
    heard();
    Waiting waiting = stage.waiting("the window is closed");

    store.platforms().recordWaiting(lease, LIVE, waiting);
    store.platforms().recordWaiting(lease, LIVE, waiting);
    store.platforms().recordWaiting(lease, LIVE, null);

    var told = heard();
    assertThat(told).hasSize(2);
    assertThat(told.getFirst()).isInstanceOf(GateShut.class);
    assertThat(told.getLast()).isInstanceOf(GateOpened.class);
    assertThat(((GateShut) told.getFirst()).gate().reason()).isEqualTo("the window is closed");
    assertThat(((GateShut) told.getFirst()).version()).isEqualTo(1);
    assertThat(((GateOpened) told.getLast()).version()).isEqualTo(1);
  }

  @Test
  void aGateThatAMoveOpensIsTold() {
    stage.accept(fingerprint(1));
    var lease = stage.platformLease();
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("the window is closed"));
    heard();

    stage.claim(lease, 1, fingerprint(1), transitions());

    assertThat(heard()).hasAtLeastOneElementOfType(GateOpened.class);
  }

  @Test
  void everyOtherEntryOfTheAuditIsTold() {
    refuse("its signature is wrong");

    assertThat(heard())
        .containsExactly(
            new ActionRecorded(
                "source:acme", "delivery.refused", "ann", null, null, "its signature is wrong"));
  }

  @Test
  void aChangeCannotBeReadBeforeItHasAPosition() {
    refuse("first");

    assertThat(changes().after(0, 10)).isEmpty();
    assertThat(changes().range()).isEqualTo(new StateChanges.Range(1, 0));
    assertThat(changes().number(10)).isEqualTo(1);
    assertThat(changes().after(0, 10)).extracting(RecordedChange::position).containsExactly(1L);
    assertThat(changes().range()).isEqualTo(new StateChanges.Range(1, 1));
    assertThat(changes().number(10)).isZero();
  }

  @Test
  void positionsHaveNoGapsAndAreTheSameForAll() {
    for (var i = 0; i < 5; i++) {
      refuse("number " + i);
    }
    assertThat(changes().number(2)).isEqualTo(2);
    assertThat(suite.otherHandle().changes().number(10)).isEqualTo(3);

    assertThat(changes().after(0, 10))
        .isEqualTo(suite.otherHandle().changes().after(0, 10))
        .extracting(RecordedChange::position)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(changes().after(3, 1)).extracting(RecordedChange::position).containsExactly(4L);
    assertThat(changes().after(0, 10))
        .extracting(it -> ((ActionRecorded) it.change()).reason())
        .containsExactly("number 0", "number 1", "number 2", "number 3", "number 4");
  }

  @Test
  void aChangeOfATransactionThatFailsIsNotTold() {
    stage.accept(fingerprint(1));
    var lease = stage.platformLease();
    suite.expire(lease);
    heard();

    assertThatThrownBy(() -> store.platforms().recordWaiting(lease, LIVE, stage.waiting("no")))
        .isInstanceOf(LostLeaseException.class);

    assertThat(heard()).isEmpty();
  }

  @Test
  void aSignalFollowsEachTransactionThatRecordedAChange() {
    var signals = new AtomicInteger();
    changes().onRecorded(signals::incrementAndGet);

    refuse("first");
    store.now();
    number();
    changes().after(0, 10);

    assertThat(signals).hasValue(1);
    changes().onRecorded(() -> {});
  }

  @Test
  void aReaderIsMovedOnByTheHolderOfItsLeaseAlone() {
    assertThat(changes().register(READER, 3)).isEqualTo(3);
    assertThat(changes().register(READER, 9)).isEqualTo(3);
    var lease = stage.lease(StateChanges.resource(READER));

    assertThat(changes().position(READER)).hasValue(3);
    assertThat(changes().advance(lease, READER, 5)).isTrue();

    assertThat(suite.otherHandle().changes().readers()).containsEntry(READER, 5L);
    assertThatThrownBy(() -> changes().advance(lease, READER, 4))
        .hasMessage("Cannot move reader 'kafka' to position 4: it is at 5 already");
    var other = stage.lease("events:other");
    assertThatThrownBy(() -> changes().advance(other, READER, 6))
        .isInstanceOf(IllegalArgumentException.class);
    suite.expire(lease);
    assertThatThrownBy(() -> changes().advance(lease, READER, 6))
        .isInstanceOf(LostLeaseException.class);
    assertThat(changes().readers()).containsEntry(READER, 5L);
    changes().forget(READER);
    assertThat(changes().readers()).isEmpty();
    assertThat(changes().position(READER)).isEmpty();
    assertThat(changes().advance(stage.lease(StateChanges.resource(READER)), READER, 6)).isFalse();
    assertThat(changes().readers()).isEmpty();
  }

  @Test
  void aBacklogIsWhatAReaderHasNotPassedOn() {
    for (var each : List.of("one", "two", "three")) {
      refuse(each);
    }
    number();
    var all = changes().after(0, 10);
    var last = all.getLast().position();
    assertThat(changes().backlogs()).isEmpty();
    changes().register("a", all.getFirst().position());
    changes().register("b", last);
    // Without a position it does not count yet.
    refuse("four");

    assertThat(changes().backlogs())
        .containsExactly(new Backlog("a", last - 1, all.get(1).at()), new Backlog("b", 0, null));

    number();
    assertThat(changes().backlogs())
        .containsExactly(
            new Backlog("a", last, all.get(1).at()),
            new Backlog("b", 1, changes().after(last, 1).getFirst().at()));
  }

  @Test
  void manyWritersAreAllTold() throws Exception {
    var calls = new ArrayList<Callable<String>>();
    for (var i = 0; i < 8; i++) {
      var name = "number " + i;
      calls.add(() -> {
        refuse(name);
        return name;
      });
    }

    atOnce(calls);

    assertThat(heard()).hasSize(8);
  }
}

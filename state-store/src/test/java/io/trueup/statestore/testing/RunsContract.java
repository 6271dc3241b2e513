package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.RECONCILE_WITHIN;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.graph.NodeKey;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.statestore.Actor;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeDecision.Adapt;
import io.trueup.statestore.NodeDecision.Proceed;
import io.trueup.statestore.NodeDecision.Reconcile;
import io.trueup.statestore.NodeDecision.Retire;
import io.trueup.statestore.NodeDecision.Unknown;
import io.trueup.statestore.NodeDecision.Wait;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract of {@link io.trueup.statestore.Runs}, except for bringing nodes to their targets.
 */
abstract class RunsContract extends Contract {

  private static final Proceed PROCEED = new Proceed(1, fingerprint(1), "nothing changed");

  RunsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void realizeNodes() {
    stage.realize(fingerprint(1), INGEST, EXPORT);
  }

  private Run begin(RunRequest request, NodeDecision decision) {
    return store
        .runs()
        .begin(request, _ -> decision)
        .flatMap(begun -> Optional.ofNullable(begun.run()))
        .orElseThrow();
  }

  private Run open(NodeKey node) {
    return begin(stage.request(node), PROCEED);
  }

  private NodeSituation situation(RunRequest request) {
    var seen = new ArrayList<NodeSituation>();
    store
        .runs()
        .begin(
            request,
            situation -> {
              seen.add(situation);
              return new Wait("later", Duration.ofSeconds(5));
            });
    return seen.getFirst();
  }

  private Run find(RunId run) {
    return store.runs().find(run).orElseThrow();
  }

  @Test
  void aJobOfAnUnknownPlatformGetsNoDecision() {
    var request =
        new RunRequest(
            new RunId("0".repeat(32)),
            new PlatformId(ACME, "Unknown"),
            INGEST,
            null,
            "nightly",
            HOUR,
            RECONCILE_WITHIN,
            new Actor("nightly-token", "192.0.2.9"));

    var begun =
        store
            .runs()
            .begin(
                request,
                _ -> {
                  throw new AssertionError("decided");
                });

    assertThat(begun).isEmpty();
  }

  @Test
  void aDecisionIsMadeFromTheStateInTheTransaction() {
    var request =
        new RunRequest(
            new RunId("0".repeat(32)),
            LIVE,
            INGEST,
            fingerprint(9),
            "nightly",
            HOUR,
            RECONCILE_WITHIN,
            new Actor("nightly-token", "192.0.2.9"));

    var situation = situation(request);

    assertThat(situation.platform()).isEqualTo(stage.platform());
    assertThat(situation.node()).isEqualTo(store.rollouts().node(LIVE, INGEST).orElseThrow());
    assertThat(situation.realizedVersion()).isEqualTo(1);
    assertThat(situation.live()).isEmpty();
    assertThat(situation.lastRan()).isEqualTo(fingerprint(9));
    assertThat(situation.now()).isNotNull();
  }

  @Test
  void aJobOfAnUnknownNodeIsDecidedWithoutANode() {
    var situation = situation(stage.request(new NodeKey("Ingest/Live/Unknown")));

    assertThat(situation.node()).isNull();
    assertThat(situation.realizedVersion()).isZero();
    assertThat(situation.lastRan()).isNull();
  }

  @Test
  void proceedOpensARunWithTheAnswerRun() {
    var request = stage.request(INGEST);

    var run = begin(request, PROCEED);

    assertThat(run)
        .isEqualTo(
            new Run(
                request.id(),
                LIVE,
                INGEST,
                Run.Answer.RUN,
                Run.State.OPEN,
                1,
                fingerprint(1),
                "nightly",
                "nightly-token",
                run.beganAt(),
                run.beganAt().plus(HOUR),
                null));
    assertThat(find(request.id())).isEqualTo(run);
  }

  @Test
  void adaptOpensARunWithTheAnswerReconcile() {
    var run = begin(stage.request(INGEST), new Adapt(1, fingerprint(1), "first start"));

    assertThat(run.answer()).isEqualTo(Run.Answer.RECONCILE);
    assertThat(run.state()).isEqualTo(Run.State.OPEN);
    assertThat(run.pinned()).isEqualTo(1);
  }

  @Test
  void reconcileLeavesTheRunReconciling() {
    var run = begin(stage.request(INGEST), new Reconcile(1, fingerprint(2), "changed"));

    assertThat(run.answer()).isEqualTo(Run.Answer.RECONCILE);
    assertThat(run.state()).isEqualTo(Run.State.RECONCILING);
    assertThat(run.fingerprint()).isEqualTo(fingerprint(2));
    assertThat(run.endedAt()).isNull();
    assertThat(run.expiresAt()).isEqualTo(run.beganAt().plus(RECONCILE_WITHIN));
  }

  @Test
  void aMarkingRetireLeavesTheRunReconciling() {
    var run = begin(stage.request(INGEST), new Retire(true, "removed"));

    assertThat(run.answer()).isEqualTo(Run.Answer.RETIRE);
    assertThat(run.state()).isEqualTo(Run.State.RECONCILING);
    assertThat(run.pinned()).isZero();
    assertThat(run.fingerprint()).isNull();
    assertThat(run.expiresAt()).isEqualTo(run.beganAt().plus(RECONCILE_WITHIN));
  }

  @Test
  void anotherRetireIsRecordedAsEnded() {
    var run = begin(stage.request(INGEST), new Retire(false, "retired already"));

    assertThat(run.answer()).isEqualTo(Run.Answer.RETIRE);
    assertThat(run.state()).isEqualTo(Run.State.SUCCEEDED);
    assertThat(run.endedAt()).isNotNull();
    assertThat(find(run.id())).isEqualTo(run);
  }

  @Test
  void waitIsNotRecorded() {
    var before = stage.everything();
    var request = stage.request(INGEST);
    var wait = new Wait("later", Duration.ofSeconds(5));

    assertThat(store.runs().begin(request, _ -> wait)).hasValue(new BeginResult(wait, null));

    assertThat(stage.everything()).isEqualTo(before);
    assertThat(store.runs().find(request.id())).isEmpty();
  }

  @Test
  void unknownIsNotRecorded() {
    var before = stage.everything();

    var unknown = new Unknown("no such node");

    assertThat(store.runs().begin(stage.request(new NodeKey("Unknown")), _ -> unknown))
        .hasValue(new BeginResult(unknown, null));

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aPolicyThatThrowsLeavesNothingBehind() {
    var before = stage.everything();

    assertThatThrownBy(() ->
            store
                .runs()
                .begin(
                    stage.request(INGEST),
                    _ -> {
                      throw new IllegalStateException("a bug in the policy");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug in the policy");
    assertThat(stage.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"proceed", "adapt", "reconcile", "retire and mark", "retire"})
  void everyRunMarksItsNodeAsOneThatRan(String decision) {
    assertThat(store.rollouts().node(LIVE, INGEST)).map(NodeRecord::everRan).hasValue(false);

    begin(
        stage.request(INGEST),
        switch (decision) {
          case "proceed" -> PROCEED;
          case "adapt" -> new Adapt(1, fingerprint(1), "");
          case "reconcile" -> new Reconcile(1, fingerprint(1), "");
          case "retire and mark" -> new Retire(true, "");
          default -> new Retire(false, "");
        });

    assertThat(store.rollouts().node(LIVE, INGEST)).map(NodeRecord::everRan).hasValue(true);
    assertThat(store.rollouts().node(LIVE, EXPORT)).map(NodeRecord::everRan).hasValue(false);
  }

  @Test
  void aVersionIsPinnedWhileARunOnItIsLive() {
    var run = open(INGEST);
    var source = LIVE.source();

    assertThat(store.runs().isPinned(source, run.pinned())).isTrue();
    assertThat(store.runs().isPinned(source, run.pinned() + 1)).isFalse();
    assertThat(store.runs().isPinned(new SourceId("other"), run.pinned())).isFalse();

    store.runs().end(run.id(), true);
    assertThat(store.runs().isPinned(source, run.pinned())).isFalse();
  }

  @Test
  void liveRunsOfTheNodeAreSeenOldestFirst() {
    var first = open(INGEST);
    var second = begin(stage.request(INGEST), new Reconcile(1, fingerprint(2), ""));
    open(EXPORT);

    assertThat(situation(stage.request(INGEST)).live()).containsExactly(first, second);
  }

  @Test
  void liveRunsOfThePlatformAreSeenOldestFirst() {
    suite.expireRun(open(EXPORT).id());
    var first = open(INGEST);
    store.runs().end(open(INGEST).id(), true);
    var last = begin(stage.request(EXPORT), new Reconcile(1, fingerprint(2), ""));

    assertThat(store.runs().live(LIVE)).containsExactly(first, last);
    assertThat(store.runs().live(new PlatformId(ACME, "Other"))).isEmpty();
  }

  @Test
  void aRunThatEndedIsNotLive() {
    store.runs().end(open(INGEST).id(), true);

    assertThat(situation(stage.request(INGEST)).live()).isEmpty();
  }

  @Test
  void aRunWhoseTimePassedIsNotLiveAndIsMarked() {
    var run = open(INGEST);
    suite.expireRun(run.id());

    assertThat(situation(stage.request(INGEST)).live()).isEmpty();

    assertThat(find(run.id()).state()).isEqualTo(Run.State.EXPIRED);
  }

  @Test
  void aRunWhoseTimePassedIsShownAsExpiredBeforeItIsMarked() {
    var run = open(INGEST);

    suite.expireRun(run.id());

    assertThat(find(run.id()).state()).isEqualTo(Run.State.EXPIRED);
    assertThat(find(run.id()).endedAt()).isNotNull();
    assertThat(store.runs().newest(LIVE, 1))
        .extracting(Run::state)
        .containsExactly(Run.State.EXPIRED);
  }

  @Test
  void aSecondJobThatAsksSeesTheFirst() {
    var first = begin(stage.request(INGEST), new Reconcile(1, fingerprint(2), ""));

    var seen = new ArrayList<Run>();
    suite
        .otherHandle()
        .runs()
        .begin(
            stage.request(INGEST),
            situation -> {
              seen.addAll(situation.live());
              return new Wait("another job reconciles", Duration.ofSeconds(5));
            });

    assertThat(seen).containsExactly(first);
  }

  @Test
  void jobsThatAskAtOnceAreAnsweredOneAfterTheOther() throws Exception {
    for (var round = 0; round < 5; round++) {
      var calls = List.of(asking(store), asking(suite.otherHandle()), asking(store));

      var runs = atOnce(calls).stream().flatMap(Optional::stream).toList();

      assertThat(runs).hasSize(1);
      store.runs().end(runs.getFirst().id(), true);
    }
  }

  /** Lets the first job reconcile and every other one wait. */
  private Callable<Optional<Run>> asking(StateStore handle) {
    var request = stage.request(INGEST);
    return () ->
        handle
            .runs()
            .begin(
                request,
                situation ->
                    situation.live().isEmpty()
                        ? new Reconcile(1, fingerprint(2), "changed")
                        : new Wait("another job reconciles", Duration.ofSeconds(5)))
            .flatMap(begun -> Optional.ofNullable(begun.run()));
  }
}

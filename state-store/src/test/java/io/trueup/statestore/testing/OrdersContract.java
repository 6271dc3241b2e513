package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.EXPORT;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.Rollout.Kind;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of what operators order for one platform. */
abstract class OrdersContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";
  private static final PlatformId UNKNOWN = new PlatformId(ACME, "Unknown");
  private static final RolloutPlan NOTHING = new RolloutPlan(List.of(), List.of());

  private Lease lease = new Lease("none", "none", 0);

  OrdersContract(StateStoreConformance suite) {
    super(suite);
  }

  /** Version 1 is realized, and 2 and 3 are merged. */
  @BeforeEach
  void realizeOneOfThree() {
    stage.logIn();
    lease = stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(2));
    stage.accept(fingerprint(3));
  }

  private static PlatformState done(Order order) {
    if (order instanceof Order.Done(var platform)) {
      return platform;
    }
    throw new AssertionError("Not done: " + order);
  }

  private static String code(Order order) {
    if (order instanceof Order.Refused(var code, var reason)) {
      assertThat(reason).isNotEmpty();
      return code;
    }
    throw new AssertionError("Not refused: " + order);
  }

  private Rollout claim(long to, RolloutPlan plan) {
    var outcome = stage.claim(lease, to, fingerprint((int) to), plan);
    if (outcome instanceof ClaimOutcome.Claimed(var rollout)) {
      return rollout;
    }
    throw new AssertionError("Not claimed: " + outcome);
  }

  // Requests to move.

  @Test
  void aRequestSaysWhichVersionAndWhichGatesItPasses() {
    var asked =
        done(
            store
                .platforms()
                .requestSync(LIVE, 2L, Set.of(GateKind.WINDOW, GateKind.SOAK), ANN, "hotfix"));

    var sync = requireNonNull(asked.steering().sync());
    assertThat(asked.syncRequested()).isEqualTo(2);
    assertThat(sync.version()).isEqualTo(2);
    assertThat(sync.overrides()).containsExactly(GateKind.WINDOW, GateKind.SOAK);
    assertThat(sync.by()).isEqualTo("ann");
    assertThat(sync.reason()).isEqualTo("hotfix");
    assertThat(stage.platform()).isEqualTo(asked);
    assertThat(stage.lastAudit(SUBJECT).after()).contains("window", "soak", "2");
  }

  @Test
  void aRequestCountsUntilTheTargetIsThere() {
    store.platforms().requestSync(LIVE, 2L, Set.of(), ANN, "hotfix");

    claim(2, NOTHING);

    assertThat(stage.platform().steering().sync()).isNull();
    assertThat(stage.platform().syncRequested()).isEqualTo(2);
  }

  @Test
  void aRolloutSaysWhoAskedForItAndWhichGatesItPassed() {
    store.platforms().requestSync(LIVE, 2L, Set.of(GateKind.WINDOW), ANN, "hotfix");

    var rollout = claim(2, NOTHING);

    assertThat(rollout.kind()).isEqualTo(Kind.FORWARD);
    assertThat(rollout.overrides()).containsExactly(GateKind.WINDOW);
    assertThat(rollout.requestedBy()).isEqualTo("ann");
    assertThat(rollout.requestReason()).isEqualTo("hotfix");
    assertThat(stage.platform().rollout()).isEqualTo(rollout);
    assertThat(stage.newestRollout()).isEqualTo(rollout);
  }

  /** The operator let version 2 through, and nothing that came later. */
  @Test
  void aMovePastTheRequestedVersionPassesNoGateByIt() {
    store.platforms().requestSync(LIVE, 2L, Set.of(GateKind.WINDOW), ANN, "hotfix");

    var rollout = claim(3, NOTHING);

    assertThat(rollout.overrides()).isEmpty();
    assertThat(rollout.requestedBy()).isNull();
  }

  @Test
  void onlyAnAcceptedVersionPastTheTargetCanBeRequested() {
    stage.record(bad(commit(99)));
    stage.accept(fingerprint(5));
    var before = stage.everything();

    assertThat(code(store.platforms().requestSync(LIVE, 1L, Set.of(), ANN, "go")))
        .isEqualTo("not-ahead");
    assertThat(code(store.platforms().requestSync(LIVE, 4L, Set.of(), ANN, "go")))
        .isEqualTo("not-accepted");
    assertThat(code(store.platforms().requestSync(LIVE, 77L, Set.of(), ANN, "go")))
        .isEqualTo("not-accepted");
    assertThat(stage.everything()).isEqualTo(before);
  }

  // Retries.

  @Test
  void aRetryMakesFailedStepsDueAndIsAudited() {
    var rollout = claim(2, provision(fingerprint(2), EXPORT));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    var failed = new StepResult.NotLanded(1, "disk full", stage.in(Duration.ofDays(1)));
    store.rollouts().recordSteps(lease, rollout.id(), List.of(failed));

    done(store.platforms().retry(LIVE, ANN, "the disk was grown"));

    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.PLATFORM_RETRIED);
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false))
        .extracting(RolloutStep::attempts)
        .containsExactly(2);
  }

  @Test
  void nothingIsRetriedWhereNothingFailed() {
    assertThat(code(store.platforms().retry(LIVE, ANN, "again"))).isEqualTo("nothing-failed");
    claim(2, provision(fingerprint(2), EXPORT));
    var before = stage.everything();

    assertThat(code(store.platforms().retry(LIVE, ANN, "again"))).isEqualTo("nothing-failed");
    assertThat(stage.everything()).isEqualTo(before);
  }

  // Holds.

  @Test
  void aHoldSaysWhoKeepsWhichVersionAndWhy() {
    var held = done(store.platforms().hold(LIVE, null, ANN, "month end"));

    var hold = requireNonNull(held.steering().hold());
    assertThat(hold.version()).isEqualTo(1);
    assertThat(hold.cause()).isEqualTo(Hold.Cause.HOLD);
    assertThat(hold.by()).isEqualTo("ann");
    assertThat(hold.reason()).isEqualTo("month end");
    assertThat(stage.platform()).isEqualTo(held);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_HELD);
    assertThat(entry.before()).isNull();
    assertThat(entry.after()).contains("HOLD");
  }

  @Test
  void aPlatformIsHeldAtALaterAcceptedVersionToo() {
    var held = done(store.platforms().hold(LIVE, 2L, ANN, "no further"));

    assertThat(requireNonNull(held.steering().hold()).version()).isEqualTo(2);
    assertThat(done(store.platforms().hold(LIVE, 3L, ANN, "one more")).steering().hold())
        .extracting(Hold::version)
        .isEqualTo(3L);
  }

  @Test
  void noHoldBelowTheTargetOrAtAVersionThatWasNotAccepted() {
    claim(3, NOTHING);
    var before = stage.everything();

    assertThat(code(store.platforms().hold(LIVE, 1L, ANN, "back"))).isEqualTo("hold-below-target");
    assertThat(code(store.platforms().hold(LIVE, 9L, ANN, "on"))).isEqualTo("not-accepted");
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aReleaseEndsTheHoldAndIsAuditedWithIt() {
    store.platforms().hold(LIVE, null, ANN, "month end");

    var released = done(store.platforms().release(LIVE, ANN, "books are closed"));

    assertThat(released.steering().hold()).isNull();
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_RELEASED);
    assertThat(entry.before()).contains("HOLD");
    assertThat(code(store.platforms().release(LIVE, ANN, "again"))).isEqualTo("not-held");
  }

  @Test
  void whileHeldAProvablyUnaffectedMergeMovesNeitherTargetNorRealized() {
    store.platforms().hold(LIVE, null, ANN, "month end");

    var version = stage.accept(fingerprint(1));

    var platform = stage.platform();
    assertThat(platform.merged().version()).isEqualTo(version);
    assertThat(platform.target().version()).isEqualTo(1);
    assertThat(platform.realized().version()).isEqualTo(1);
  }

  @Test
  void aProvablyUnaffectedMergeMovesAPlatformUpToTheVersionOfItsHold() {
    var version = stage.accept(fingerprint(1));
    store.platforms().hold(LIVE, version, ANN, "no further");

    var next = stage.accept(fingerprint(1));

    assertThat(stage.platform().merged().version()).isEqualTo(next);
    assertThat(stage.platform().target().version()).isEqualTo(version);
  }

  // Approvals.

  @Test
  void anApprovalIsForAVersionAndTheNodesThatItRemoves() {
    var approved = done(store.platforms().approveRemoval(LIVE, 2, "abc", ANN, "yes, all"));

    var approval = requireNonNull(approved.steering().approval());
    assertThat(approval.version()).isEqualTo(2);
    assertThat(approval.digest()).isEqualTo("abc");
    assertThat(approval.by()).isEqualTo("ann");
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.PLATFORM_REMOVAL_APPROVED);
  }

  @Test
  void anApprovalCountsUntilTheTargetIsThere() {
    store.platforms().approveRemoval(LIVE, 3, "abc", ANN, "yes, all");

    claim(2, NOTHING);
    assertThat(stage.platform().steering().approval()).isNotNull();
    claim(3, NOTHING);
    assertThat(stage.platform().steering().approval()).isNull();
  }

  @Test
  void onlyTheRemovalByAnAcceptedVersionPastTheTargetCanBeApproved() {
    var before = stage.everything();

    assertThat(code(store.platforms().approveRemoval(LIVE, 1, "abc", ANN, "yes")))
        .isEqualTo("not-ahead");
    assertThat(code(store.platforms().approveRemoval(LIVE, 9, "abc", ANN, "yes")))
        .isEqualTo("not-accepted");
    assertThat(stage.everything()).isEqualTo(before);
  }

  // Cancelling.

  @Test
  void aCancelledRolloutBeginsNoStepAndLeavesAHold() {
    var rollout = claim(2, provision(fingerprint(2), INGEST, EXPORT));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);

    var cancelled = done(store.platforms().cancel(LIVE, ANN, "wrong day"));

    assertThat(requireNonNull(cancelled.rollout()).state()).isEqualTo(Rollout.State.CANCELLED);
    assertThat(cancelled.rollout().endedAt()).isNotNull();
    assertThat(cancelled.rollout().nodesWaiting()).isZero();
    var hold = requireNonNull(cancelled.steering().hold());
    assertThat(hold.version()).isEqualTo(2);
    assertThat(hold.cause()).isEqualTo(Hold.Cause.CANCEL);
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 9, (_, _, _, _) -> false))
        .isEmpty();
    assertThat(stage.lastAudit(SUBJECT).verb()).isEqualTo(AuditVerbs.ROLLOUT_CANCELLED);
    assertThat(stage.lastAudit(SUBJECT).actor()).isEqualTo(ANN);
  }

  /** The hold that a cancellation replaces can be found in the audit. */
  @Test
  void aCancellationTellsWhichHoldItReplaced() {
    store.platforms().hold(LIVE, 2L, ANN, "month end");
    claim(2, NOTHING);

    store.platforms().cancel(LIVE, ANN, "wrong day");

    assertThat(requireNonNull(stage.lastAudit(SUBJECT).before()).replace(" ", ""))
        .contains("\"hold\":2", "\"cause\":\"HOLD\"");
  }

  @Test
  void whatLandsAfterACancellationIsRecorded() {
    var rollout = claim(2, provision(fingerprint(2), EXPORT));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    store.platforms().cancel(LIVE, ANN, "wrong day");

    store
        .rollouts()
        .recordSteps(lease, rollout.id(), List.of(StoreFixture.landed(1, fingerprint(2))));

    assertThat(store.rollouts().node(LIVE, EXPORT).orElseThrow().realized())
        .isEqualTo(fingerprint(2));
    assertThat(store.rollouts().rollUp(lease, LIVE))
        .map(Rollout::state)
        .hasValue(Rollout.State.CANCELLED);
    assertThat(stage.platform().realized().version()).isEqualTo(1);
  }

  /** An operator may cancel while the plan is checked again. */
  @Test
  void aCancelledRolloutGetsNoFurtherSteps() {
    var rollout = claim(2, NOTHING);
    var checked = store.rollouts().recheckPlan(lease, rollout.id()).orElseThrow();
    store.platforms().cancel(LIVE, ANN, "wrong day");
    var before = stage.everything();

    store.rollouts().extend(lease, checked, provision(fingerprint(2), EXPORT));

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void nothingIsCancelledWhereNothingIsUnderWay() {
    var before = stage.everything();

    assertThat(code(store.platforms().cancel(LIVE, ANN, "stop"))).isEqualTo("nothing-under-way");
    claim(2, NOTHING);
    store.platforms().cancel(LIVE, ANN, "stop");
    assertThat(code(store.platforms().cancel(LIVE, ANN, "stop"))).isEqualTo("nothing-under-way");
    assertThat(before).isNotEqualTo(stage.everything());
  }

  /** A window that closed cancels by the platform's policy, without a token. */
  @Test
  void theDaemonItselfCancels() {
    claim(2, NOTHING);

    var former = new Lease(lease.resource(), lease.holder(), lease.token() - 1);
    assertThatThrownBy(() -> store.platforms().cancelAtClose(former, LIVE, "window nights closed"))
        .isInstanceOf(LostLeaseException.class);
    assertThat(requireNonNull(stage.platform().rollout()).state())
        .isEqualTo(Rollout.State.EXECUTING);
    var cancelled = done(store.platforms().cancelAtClose(lease, LIVE, "window nights closed"));

    assertThat(requireNonNull(cancelled.steering().hold()).by()).isEqualTo("trueup");
  }

  @Test
  void afterACancellationTheSameVersionIsClaimedAgain() {
    var cancelled = claim(2, provision(fingerprint(2), EXPORT));
    store.platforms().cancel(LIVE, ANN, "wrong day");
    store.platforms().release(LIVE, ANN, "right day");

    var again = claim(2, NOTHING);

    assertThat(again.kind()).isEqualTo(Kind.AGAIN);
    assertThat(again.id()).isGreaterThan(cancelled.id());
    assertThat(again.from()).isEqualTo(2);
    assertThat(again.to()).isEqualTo(2);
    assertThat(stage.platform().target().version()).isEqualTo(2);
  }

  @Test
  void aRequestForTheTargetCountsFromItsCancellationToTheNextRollout() {
    store.platforms().requestSync(LIVE, 2L, Set.of(GateKind.WINDOW), ANN, "hotfix");
    claim(2, provision(fingerprint(2), EXPORT));
    assertThat(code(store.platforms().requestSync(LIVE, 2L, Set.of(), ANN, "again")))
        .isEqualTo("not-ahead");
    store.platforms().cancel(LIVE, ANN, "wrong day");
    store.platforms().release(LIVE, ANN, "right day");

    var asked = done(store.platforms().requestSync(LIVE, 2L, Set.of(GateKind.SOAK), ANN, "now"));

    assertThat(requireNonNull(asked.steering().sync()).overrides()).containsExactly(GateKind.SOAK);
    assertThat(code(store.platforms().requestSync(LIVE, 1L, Set.of(), ANN, "back")))
        .isEqualTo("not-ahead");
    assertThat(claim(2, NOTHING).overrides()).containsExactly(GateKind.SOAK);
    assertThat(stage.platform().steering().sync()).isNull();
  }

  // Who may order.

  private final List<Function<PlatformId, Order>> orders =
      List.of(
          platform -> store.platforms().pause(platform, ANN, "why", null),
          platform -> store.platforms().requestSync(platform, null, Set.of(), ANN, "why"),
          platform -> store.platforms().retry(platform, ANN, "why"),
          platform -> store.platforms().hold(platform, null, ANN, "why"),
          platform -> store.platforms().release(platform, ANN, "why"),
          platform -> store.platforms().approveRemoval(platform, 2, "abc", ANN, "why"),
          platform -> store.platforms().cancel(platform, ANN, "why"));

  @Test
  void aRevokedTokenOrdersNothing() {
    store.tokens().revoke("ann", Revocable.ANY, ANN);
    var before = stage.everything();

    for (var order : orders) {
      assertThat(order.apply(LIVE)).isEqualTo(new Order.NotAllowed());
    }
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void nothingIsOrderedForAnUnknownPlatform() {
    var before = stage.everything();

    for (var order : orders) {
      assertThat(order.apply(UNKNOWN)).isEqualTo(new Order.Unknown());
    }
    assertThat(stage.everything()).isEqualTo(before);
  }

  // Orders beside moves, at once.

  @Test
  void ofAHoldBesideAClaimOneIsFirst() throws Exception {
    for (var round = 0; round < 10; round++) {
      var version = stage.accept(fingerprint(100 + round));
      var graph = fingerprint(100 + round);
      var seen = stage.platform();
      var results =
          atOnce(
              List.of(
                  () -> store.platforms().hold(LIVE, null, ANN, "stop"),
                  () ->
                      store
                          .rollouts()
                          .claim(
                              lease,
                              seen,
                              version,
                              graph,
                              NOTHING,
                              (platform, _, to, now) -> heldBefore(platform, to, now))));

      var hold = requireNonNull(done((Order) results.getFirst()).steering().hold());
      var moved = results.getLast() instanceof ClaimOutcome.Claimed;
      assertThat(stage.platform().target().version()).isEqualTo(moved ? version : hold.version());
      assertThat(hold.version())
          .as("a hold is at the target that it found")
          .isEqualTo(stage.platform().target().version());
      store.platforms().release(LIVE, ANN, "next round");
    }
  }

  private static List<io.trueup.statestore.control.ShutGate> heldBefore(
      PlatformState platform, long to, java.time.Instant now) {
    var hold = platform.steering().hold();
    return hold == null || to <= hold.version()
        ? List.of()
        : PlatformState.Waiting.forGate(GateKind.HELD, "held", now).gates();
  }

  @Test
  void ofACancellationBesideStepsNoneBeginsLater() throws Exception {
    for (var round = 0; round < 10; round++) {
      var version = stage.accept(fingerprint(200 + round));
      var rollout = claimOpen(version, fingerprint(200 + round));
      atOnce(
          List.of(
              () -> store.platforms().cancel(LIVE, ANN, "stop"),
              () -> store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false)));

      assertThat(store.rollouts().beginSteps(lease, rollout.id(), 9, (_, _, _, _) -> false))
          .isEmpty();
      assertThat(stage.steps(rollout))
          .extracting(RolloutStep::state)
          .containsOnly(RolloutStep.State.CANCELLED);
      store.platforms().release(LIVE, ANN, "next round");
    }
  }

  private Rollout claimOpen(long version, io.trueup.model.fingerprint.Fingerprint graph) {
    var outcome =
        stage.claim(
            lease,
            version,
            graph,
            new RolloutPlan(provision(graph, INGEST, EXPORT).steps(), List.of()));
    return outcome instanceof ClaimOutcome.Claimed(var rollout) ? rollout : stage.newestRollout();
  }
}

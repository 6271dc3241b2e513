package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Platforms.Order;
import io.trueup.statestore.Platforms.Resumption;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.control.GateKind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Platforms}. */
abstract class PlatformsContract extends Contract {

  private static final String SUBJECT = "platform:acme/Live";
  private static final PlatformId UNKNOWN = new PlatformId(ACME, "Unknown");
  private static final Actor BOB = new Actor("bob", "192.0.2.8");

  PlatformsContract(StateStoreConformance suite) {
    super(suite);
  }

  @BeforeEach
  void acceptPlatform() {
    stage.accept(fingerprint(1));
    store.tokens().add("ann", Scope.OPERATE, "0".repeat(64), null, Actor.DAEMON);
    store.tokens().add("bob", Scope.OPERATE, "1".repeat(64), null, ANN);
  }

  private static PlatformState done(Order order) {
    if (order instanceof Order.Done(var platform)) {
      return platform;
    }
    throw new AssertionError("Not done: " + order);
  }

  private PlatformState pause(String reason) {
    return done(store.platforms().pause(LIVE, ANN, reason, null));
  }

  @Test
  void allPlatformsAreShownById() {
    stage.accept(impact("live", fingerprint(1)), impact("Audit", fingerprint(1)));

    assertThat(store.platforms().all())
        .extracting(platform -> platform.id().name())
        .containsExactly("Audit", "Live", "live");
  }

  @Test
  void anUnknownPlatformIsNotFoundAndNotChanged() {
    var before = stage.everything();

    assertThat(store.platforms().find(UNKNOWN)).isEmpty();
    assertThat(store.platforms().pause(UNKNOWN, ANN, "audit week", null))
        .isEqualTo(new Order.Unknown());
    assertThat(store.platforms().resume(UNKNOWN, ANN, "done")).isEqualTo(new Resumption.Unknown());
    assertThat(store.platforms().requestSync(UNKNOWN, null, Set.of(), ANN, "go"))
        .isEqualTo(new Order.Unknown());
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aPauseSaysWhoWhyAndUntilWhen() {
    var until = stage.in(HOUR);

    var paused = done(store.platforms().pause(LIVE, ANN, "audit week", until));

    assertThat(paused.pause())
        .usingRecursiveComparison()
        .ignoringFields("since")
        .isEqualTo(new Pause("ann", "audit week", until, until));
    assertThat(stage.platform()).isEqualTo(paused);
    assertThat(suite.otherHandle().platforms().all()).containsExactly(paused);
  }

  @Test
  void aPauseIsAudited() {
    pause("audit week");

    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_PAUSED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("audit week");
    assertThat(entry.before()).isNull();
    assertThat(entry.after()).isNotNull();
  }

  @Test
  void aLaterPauseReplacesTheFormer() {
    store.platforms().pause(LIVE, ANN, "audit week", stage.in(HOUR));

    var paused = done(store.platforms().pause(LIVE, BOB, "longer", null));

    assertThat(paused.pause())
        .usingRecursiveComparison()
        .ignoringFields("since")
        .isEqualTo(new Pause("bob", "longer", stage.in(HOUR), null));
    assertThat(stage.lastAudit(SUBJECT).before()).isNotNull();
  }

  @Test
  void aPauseThatHasEndedIsNotShown() {
    store.platforms().pause(LIVE, ANN, "lunch", stage.in(HOUR));

    suite.expirePause(LIVE);

    assertThat(stage.platform().pause()).isNull();
    assertThat(store.platforms().all()).extracting(PlatformState::pause).containsOnlyNulls();
  }

  @Test
  void aTokenThatMayNoLongerOperateResumesNothing() {
    pause("audit week");
    var rita = new Actor("rita", "192.0.2.8");
    store.tokens().add("rita", Scope.READ, "2".repeat(64), null, ANN);
    store.tokens().revoke("bob", Revocable.ANY, ANN);
    var before = stage.everything();

    for (var actor : List.of(BOB, rita, new Actor("nobody", ""))) {
      assertThat(store.platforms().resume(LIVE, actor, "over"))
          .isEqualTo(new Resumption.NotAllowed());
    }

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void resumingEndsThePauseAndIsAudited() {
    pause("audit week");

    var resumed = store.platforms().resume(LIVE, BOB, "audit is over");

    assertThat(resumed).isEqualTo(new Resumption.Resumed(stage.platform()));
    assertThat(stage.platform().pause()).isNull();
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_RESUMED);
    assertThat(entry.actor()).isEqualTo(BOB);
    assertThat(entry.reason()).isEqualTo("audit is over");
    assertThat(entry.before()).isNotNull();
    assertThat(entry.after()).isNull();
  }

  @Test
  void resumingAPlatformThatIsNotPausedWritesNothing() {
    var before = stage.everything();

    assertThat(store.platforms().resume(LIVE, ANN, "just in case"))
        .isEqualTo(new Resumption.NotPaused());

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void ofManyResumesAtOnceOneEndsThePause() throws Exception {
    pause("audit week");
    var calls =
        IntStream.range(0, 6)
            .<Callable<Resumption>>mapToObj(
                _ -> () -> suite.otherHandle().platforms().resume(LIVE, BOB, "over"))
            .toList();

    assertThat(atOnce(calls)).filteredOn(Resumption.Resumed.class::isInstance).hasSize(1);

    assertThat(stage.verbs(SUBJECT)).containsOnlyOnce(AuditVerbs.PLATFORM_RESUMED);
  }

  @Test
  void resumingAfterThePausesEndIsNotAudited() {
    store.platforms().pause(LIVE, ANN, "lunch", stage.in(HOUR));
    suite.expirePause(LIVE);

    assertThat(store.platforms().resume(LIVE, ANN, "back")).isEqualTo(new Resumption.NotPaused());

    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.PLATFORM_PAUSED);
  }

  @Test
  void aSyncRequestsTheMergedVersionAndIsAudited() {
    var asked = done(store.platforms().requestSync(LIVE, null, Set.of(), ANN, "release day"));

    assertThat(asked.syncRequested()).isEqualTo(1);
    assertThat(stage.platform().syncRequested()).isEqualTo(1);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_SYNC_REQUESTED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("release day");
  }

  @Test
  void aSyncIsForTheVersionThatWasMergedThen() {
    store.platforms().requestSync(LIVE, null, Set.of(), ANN, "release day");

    stage.accept(fingerprint(2));

    assertThat(stage.platform().syncRequested()).isEqualTo(1);
    assertThat(done(store.platforms().requestSync(LIVE, null, Set.of(), ANN, "again")))
        .extracting(PlatformState::syncRequested)
        .isEqualTo(2L);
  }

  @Test
  void aSyncMakesFailedStepsDueAtOnce() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(2), provision(fingerprint(2), INGEST));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    var failed = new StepResult.NotLanded(1, "disk full", stage.in(Duration.ofDays(1)));
    store.rollouts().recordSteps(lease, rollout.id(), List.of(failed));

    store.platforms().requestSync(LIVE, null, Set.of(), ANN, "the disk was grown");

    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false))
        .extracting(RolloutStep::attempts)
        .containsExactly(2);
  }

  @Test
  void theReasonForWaitingIsRecordedAndAudited() {
    var waiting = stage.waiting("paused by ann until resumed");

    store.platforms().recordWaiting(stage.platformLease(), LIVE, waiting);

    assertThat(stage.platform().waiting()).isEqualTo(waiting);
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_WAITING);
    assertThat(entry.actor()).isEqualTo(Actor.DAEMON);
    assertThat(entry.reason()).isEqualTo("paused by ann until resumed");
  }

  @Test
  void waitingForTheSameKeepsItsAgeAndIsNotAuditedAgain() {
    var lease = stage.platformLease();
    var first = stage.waiting("frozen");
    store.platforms().recordWaiting(lease, LIVE, first);

    store
        .platforms()
        .recordWaiting(lease, LIVE, Waiting.forGate(GateKind.PAUSED, "frozen", stage.in(HOUR)));

    assertThat(stage.platform().waiting()).isEqualTo(first);
    assertThat(stage.verbs(SUBJECT)).containsExactly(AuditVerbs.PLATFORM_WAITING);
  }

  @Test
  void waitingForAnotherReasonStartsAgain() {
    var lease = stage.platformLease();
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("frozen"));
    var second = Waiting.forGate(GateKind.WINDOW, "frozen longer", stage.in(HOUR));

    store.platforms().recordWaiting(lease, LIVE, second);

    assertThat(stage.platform().waiting()).isEqualTo(second);
    assertThat(store.audit().newest(SUBJECT, 10))
        .extracting(AuditEntry::reason)
        .containsExactly("frozen longer", "frozen");
  }

  @Test
  void waitingForAnotherKindStartsAgain() {
    var lease = stage.platformLease();
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("no secret"));
    var second = Waiting.forGate(GateKind.CREDENTIALS, "no secret", stage.in(HOUR));

    store.platforms().recordWaiting(lease, LIVE, second);

    assertThat(stage.platform().waiting()).isEqualTo(second);
  }

  @Test
  void theEndOfTheWaitIsAudited() {
    var lease = stage.platformLease();
    store.platforms().recordWaiting(lease, LIVE, stage.waiting("frozen"));

    store.platforms().recordWaiting(lease, LIVE, null);

    assertThat(stage.platform().waiting()).isNull();
    var entry = stage.lastAudit(SUBJECT);
    assertThat(entry.verb()).isEqualTo(AuditVerbs.PLATFORM_WAITING_ENDED);
    assertThat(entry.before()).isNotNull();
    assertThat(entry.after()).isNull();
  }

  @Test
  void waitingForNothingAsBeforeWritesNothing() {
    var lease = stage.platformLease();
    var before = stage.everything();

    store.platforms().recordWaiting(lease, LIVE, null);

    assertThat(stage.everything()).isEqualTo(before);
  }
}

package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.NodeDecision.Proceed;
import io.trueup.statestore.NodeDecision.Reconcile;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, and tests that need a settable clock and faults on demand. */
class InMemoryStateStoreTest extends StateStoreConformance {

  private static final Duration MOMENT = Duration.ofNanos(1000);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreFixture stage = new StoreFixture(store);

  @Override
  protected StateStore store() {
    return store;
  }

  @Override
  protected StateStore otherHandle() {
    return store.handle(FaultPlan.NONE);
  }

  @Override
  protected void expire(Lease lease) {
    clock.set(store.leaseExpiry(lease.resource()).orElseThrow());
  }

  @Override
  protected void expireRun(RunId run) {
    clock.set(store.runExpiry(run).orElseThrow());
  }

  @Override
  protected void expirePause(PlatformId platform) {
    var pause = store.platforms().find(platform).orElseThrow().pause();
    if (pause == null || pause.until() == null) {
      throw new AssertionError("no pause that ends by itself");
    }
    clock.set(pause.until());
  }

  private static StateStoreException outage() {
    return new StateStoreException(
        "Cannot reach the database", true, new IllegalStateException("simulated"));
  }

  /** A handle on the store on which one method fails, before or after its commit. */
  private StateStore failing(String method, boolean written) {
    return store.handle(
        new FaultPlan() {
          @Override
          public void beforeCommit(String asked) {
            if (asked.equals(method) && !written) {
              throw outage();
            }
          }

          @Override
          public void afterCommit(String asked) {
            if (asked.equals(method) && written) {
              throw outage();
            }
          }
        });
  }

  @Test
  void aFaultBeforeTheCommitLeavesNothingBehind() {
    var lease = stage.realize(fingerprint(1), INGEST);
    stage.accept(fingerprint(2));
    var before = stage.everything();
    var flaky = failing("rollouts.claim", false);

    assertThatThrownBy(() ->
            flaky
                .rollouts()
                .claim(
                    lease,
                    stage.platform(),
                    2,
                    fingerprint(2),
                    provision(fingerprint(2), StoreFixture.EXPORT),
                    (_, _, _, _) -> List.of()))
        .isInstanceOfSatisfying(
            StateStoreException.class, fault -> assertThat(fault.isTransient()).isTrue());

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aFaultAfterTheCommitLeavesAllBehind() {
    var lease = stage.sourceLease();
    var flaky = failing("versions.record", true);

    assertThatThrownBy(() ->
            flaky
                .versions()
                .record(
                    lease,
                    ACME,
                    0,
                    commit(1),
                    List.of(good(commit(1), impact("Live", fingerprint(1))))))
        .isInstanceOf(StateStoreException.class);

    assertThat(stage.source().accepted()).isEqualTo(1);
    assertThat(stage.platform().merged().version()).isEqualTo(1);
    assertThat(stage.verbs("source:acme")).containsExactly(AuditVerbs.VERSION_ACCEPTED);
  }

  @Test
  void aMethodThatFailsHalfwayLeavesNothingBehind() {
    var unknown = List.of(good(commit(1), impact("Live", fingerprint(1))));
    var lease = stage.lease(Lease.resource(ACME));

    assertThatThrownBy(() -> store.versions().record(lease, ACME, 0, commit(1), unknown))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store.versions().newest(null, 10)).isEmpty();
    assertThat(store.platforms().all()).isEmpty();
    assertThat(store.auditEntries()).isEmpty();
    assertThat(store.pointerHistory(LIVE)).isEmpty();
  }

  @Test
  void aFaultPlanIsCalledAroundEveryMethodWithItsName() {
    var asked = new ArrayList<String>();
    var watched =
        store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                asked.add("before " + method);
              }

              @Override
              public void afterCommit(String method) {
                asked.add("after " + method);
              }
            });

    watched.sources().declare(ACME);
    watched.platforms().all();

    assertThat(asked)
        .containsExactly(
            "before sources.declare",
            "after sources.declare",
            "before platforms.all",
            "after platforms.all");
  }

  @Test
  void aGateThatCallsTheStoreIsABug() {
    stage.accept(fingerprint(1));

    assertThatThrownBy(() ->
            store
                .runs()
                .begin(
                    stage.request(INGEST),
                    _ -> {
                      store.platforms().all();
                      return new Proceed(1, fingerprint(1), "");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("platforms.all");
  }

  @Test
  void aLeaseIsHeldUntilItsEndAndNotAtIt() {
    var lease = stage.sourceLease();
    clock.advance(HOUR.minus(MOMENT));
    store.sources().recordRefresh(lease, ACME, 0, Health.FOLLOWING, null, null);

    clock.advance(MOMENT);

    assertThat(store.leases().claim(lease.resource(), "daemon-2", HOUR)).isPresent();
  }

  @Test
  void aRenewedLeaseLastsFromTheRenewal() {
    var lease = stage.sourceLease();
    clock.advance(HOUR.minus(MOMENT));

    store.leases().renew(lease, HOUR);

    assertThat(store.leaseExpiry(lease.resource())).hasValue(clock.instant().plus(HOUR));
  }

  @Test
  void aPauseIsInForceUntilItsEndAndNotAtIt() {
    stage.accept(fingerprint(1));
    stage.logIn();
    store.platforms().pause(LIVE, ANN, "lunch", clock.instant().plus(HOUR));
    clock.advance(HOUR.minus(MOMENT));
    assertThat(stage.platform().pause()).isNotNull();

    clock.advance(MOMENT);

    assertThat(stage.platform().pause()).isNull();
  }

  @Test
  void aTokenIsValidUntilItsEndAndNotAtIt() {
    store.tokens().add("ci", Scope.READ, "digest", clock.instant().plus(HOUR), ANN);
    clock.advance(HOUR.minus(MOMENT));
    assertThat(store.tokens().find("digest")).isPresent();

    clock.advance(MOMENT);

    assertThat(store.tokens().find("digest")).isEmpty();
  }

  @Test
  void aFailedStepIsDueAtItsRetryTime() {
    var lease = stage.platformLease();
    var rollout = stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    var failed = new StepResult.NotLanded(1, "disk full", clock.instant().plus(MOMENT));
    store.rollouts().recordSteps(lease, rollout.id(), List.of(failed));
    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false))
        .isEmpty();

    clock.advance(MOMENT);

    assertThat(store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false))
        .extracting(RolloutStep::attempts)
        .containsExactly(2);
  }

  @Test
  void aRunIsLiveUntilItsEndAndProlongedFromNow() {
    stage.realize(fingerprint(1), INGEST);
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new Proceed(1, fingerprint(1), ""));
    clock.advance(HOUR.minus(MOMENT));

    assertThat(store.runs().prolong(request.id(), HOUR))
        .map(Run::expiresAt)
        .hasValue(clock.instant().plus(HOUR));

    clock.advance(HOUR);
    assertThat(store.runs().find(request.id())).map(Run::state).hasValue(Run.State.EXPIRED);
  }

  @Test
  void aReconciledRunsLengthStartsWhenItOpens() {
    stage.realize(fingerprint(1), INGEST);
    var request = stage.request(INGEST);
    store.runs().begin(request, _ -> new Reconcile(1, fingerprint(1), ""));
    clock.advance(StoreFixture.RECONCILE_WITHIN.minus(MOMENT));

    var opened = store.runs().completeReconcile(request.id(), 1, List.of(), List.of());

    assertThat(opened).map(Run::expiresAt).hasValue(clock.instant().plus(HOUR));
  }

  @Test
  void theStateForAssertionsIsReadable() {
    stage.realize(fingerprint(1), INGEST);

    assertThat(store.pointerHistory(LIVE))
        .extracting(
            at -> at.merged().version(), at -> at.target().version(), at -> at.realized().version())
        .containsExactly(tuple(1L, 0L, 0L), tuple(1L, 1L, 0L), tuple(1L, 1L, 1L));
    assertThat(store.nodeRecords(LIVE)).hasSize(1);
    assertThat(store.allDeliveries()).isEmpty();
    assertThat(store.auditEntries())
        .extracting(AuditEntry::verb)
        .containsExactly(
            AuditVerbs.VERSION_ACCEPTED, AuditVerbs.ROLLOUT_CLAIMED, AuditVerbs.ROLLOUT_REALIZED);
  }
}

package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.bad;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ModelLease;
import io.trueup.statestore.ModelLeases.Changing;
import io.trueup.statestore.ModelLeases.Taking;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.ModelLeases}. */
abstract class ModelLeasesContract extends Contract {

  private static final Actor JOB = new Actor("job", "192.0.2.8");
  private static final Actor OTHER = new Actor("other", "192.0.2.9");
  private static final Duration OVER = Duration.ofSeconds(-1);
  private static final int MOST = 3;

  private int taken;

  ModelLeasesContract(StateStoreConformance suite) {
    super(suite);
  }

  private void tokens() {
    store.tokens().add(JOB.name(), Scope.RUN, "b".repeat(64), null, ANN);
    store.tokens().add(OTHER.name(), Scope.RUN, "c".repeat(64), null, ANN);
    stage.logIn();
  }

  private ModelLease.Request request(long version, Duration length, Actor actor) {
    var id = new ModelLease.Id("%032x".formatted(++taken));
    return new ModelLease.Request(id, ACME, version, "a report", length, actor);
  }

  private ModelLease take(long version, Duration length, Actor actor) {
    return switch (store.modelLeases().take(request(version, length, actor), MOST)) {
      case Taking.Taken(var lease) -> lease;
      case Taking other -> throw new AssertionError(other);
    };
  }

  private long version() {
    return stage.record(good(commit(1))).getFirst();
  }

  @Test
  void aLeasePinsItsVersionForAllProcesses() {
    tokens();
    var version = version();

    var lease = take(version, HOUR, JOB);

    assertThat(lease.holder()).isEqualTo("job");
    assertThat(lease.purpose()).isEqualTo("a report");
    assertThat(lease.isLive()).isTrue();
    assertThat(Duration.between(lease.takenAt(), lease.expiresAt())).isEqualTo(HOUR);
    var other = suite.otherHandle().modelLeases();
    assertThat(other.pinned(ACME)).containsExactly(version);
    assertThat(other.live(null)).containsExactly(lease);
    assertThat(other.live(ACME)).containsExactly(lease);
    assertThat(other.find(lease.id())).hasValue(lease);
    assertThat(other.pinned(new SourceId("other"))).isEmpty();
    assertThat(other.live(new SourceId("other"))).isEmpty();
  }

  @Test
  void anExpiredLeasePinsNothing() {
    tokens();
    var version = version();

    var lease = take(version, OVER, JOB);

    assertThat(store.modelLeases().pinned(ACME)).isEmpty();
    assertThat(store.modelLeases().live(null)).isEmpty();
    assertThat(store.modelLeases().prolong(lease.id(), HOUR, JOB))
        .isInstanceOf(Changing.Over.class);
    assertThat(store.modelLeases().find(lease.id()))
        .hasValueSatisfying(it -> assertThat(it.endedAt()).isEqualTo(lease.expiresAt()));
    take(version, HOUR, JOB);
    assertThat(store.modelLeases().find(lease.id()))
        .hasValueSatisfying(it -> {
          assertThat(it.endedAt()).isEqualTo(lease.expiresAt());
          assertThat(it.endedBy()).isNull();
        });
  }

  @Test
  void onlyAnAcceptedVersionIsLeased() {
    tokens();
    var rejected = stage.record(bad(commit(1))).getFirst();
    var before = stage.everything();

    for (var version : new long[] {rejected, rejected + 1, 0, -1, Long.MAX_VALUE}) {
      assertThat(store.modelLeases().take(request(version, HOUR, JOB), MOST))
          .isInstanceOf(Taking.UnknownVersion.class);
    }

    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aRevokedTokenTakesNone() {
    tokens();
    var version = version();
    store.tokens().revoke("job", Revocable.ANY, ANN);

    assertThat(store.modelLeases().take(request(version, HOUR, JOB), MOST))
        .isInstanceOf(Taking.UnknownToken.class);
    assertThat(store.modelLeases().live(null)).isEmpty();
  }

  @Test
  void aTokenNeverHasMoreThanItMayHoweverManyAskAtOnce() throws Exception {
    tokens();
    var version = version();
    take(version, OVER, JOB);
    take(version, HOUR, OTHER);
    var calls = new ArrayList<Callable<Taking>>();
    for (var i = 0; i < 8; i++) {
      var request = request(version, HOUR, JOB);
      calls.add(() -> store.modelLeases().take(request, MOST));
    }

    var answers = atOnce(calls);

    assertThat(answers).filteredOn(Taking.Taken.class::isInstance).hasSize(MOST);
    assertThat(answers).filteredOn(new Taking.TooMany(MOST)::equals).hasSize(8 - MOST);
    assertThat(store.modelLeases().live(null)).hasSize(MOST + 1);
  }

  @Test
  void aReleasedLeaseMakesRoomAndPinsNothing() {
    tokens();
    var version = version();
    var lease = take(version, HOUR, JOB);

    assertThat(store.modelLeases().release(lease.id(), JOB)).isInstanceOf(Changing.Changed.class);

    assertThat(store.modelLeases().pinned(ACME)).isEmpty();
    assertThat(store.modelLeases().find(lease.id()))
        .hasValueSatisfying(it -> assertThat(it.endedBy()).isEqualTo("job"));
    var before = stage.everything();
    assertThat(store.modelLeases().release(lease.id(), JOB)).isInstanceOf(Changing.Over.class);
    assertThat(store.modelLeases().prolong(lease.id(), HOUR, JOB))
        .isInstanceOf(Changing.Over.class);
    assertThat(stage.everything()).isEqualTo(before);
  }

  @Test
  void aProlongedLeaseLastsFromNow() {
    tokens();
    var lease = take(version(), HOUR, JOB);

    var longer = store.modelLeases().prolong(lease.id(), HOUR.multipliedBy(2), JOB);

    assertThat(longer)
        .isInstanceOfSatisfying(
            Changing.Changed.class,
            it -> {
              assertThat(it.lease().expiresAt()).isAfterOrEqualTo(lease.expiresAt().plus(HOUR));
              assertThat(it.lease().takenAt()).isEqualTo(lease.takenAt());
            });
  }

  @Test
  void onlyItsHolderProlongsAndReleasesALease() {
    tokens();
    var lease = take(version(), HOUR, JOB);
    var before = stage.everything();

    assertThat(store.modelLeases().prolong(lease.id(), HOUR, OTHER))
        .isEqualTo(new Changing.NotHeld(lease));
    assertThat(store.modelLeases().release(lease.id(), OTHER))
        .isEqualTo(new Changing.NotHeld(lease));
    assertThat(stage.everything()).isEqualTo(before);

    store.tokens().revoke("job", Revocable.ANY, ANN);
    store.tokens().add("job", Scope.RUN, "d".repeat(64), null, ANN);
    assertThat(store.modelLeases().release(lease.id(), JOB)).isEqualTo(new Changing.NotHeld(lease));
  }

  @Test
  void anOperatorEndsAnyLeaseAndTheAuditSaysSo() {
    tokens();
    var lease = take(version(), HOUR, JOB);
    var entries = store.audit().newest(null, 1000).size();

    assertThat(store.modelLeases().end(lease.id(), "it is forgotten", ANN))
        .isInstanceOfSatisfying(
            Changing.Changed.class, it -> assertThat(it.lease().endedBy()).isEqualTo("ann"));

    assertThat(store.modelLeases().pinned(ACME)).isEmpty();
    assertThat(store.modelLeases().prolong(lease.id(), HOUR, JOB))
        .isInstanceOf(Changing.Over.class);
    var entry = stage.lastAudit("source:acme");
    assertThat(entry.verb()).isEqualTo(AuditVerbs.LEASE_ENDED);
    assertThat(entry.actor()).isEqualTo(ANN);
    assertThat(entry.reason()).isEqualTo("it is forgotten");
    assertThat(entry.before()).contains(lease.id().value()).contains("a report").contains("job");
    assertThat(store.modelLeases().end(lease.id(), "again", ANN)).isInstanceOf(Changing.Over.class);
    assertThat(store.audit().newest(null, 1000)).hasSize(entries + 1);
  }

  @Test
  void whatAnOperatorTakesIsAuditedAndWhatAJobTakesIsNot() {
    tokens();
    var version = version();
    take(version, HOUR, JOB);
    assertThat(stage.verbs("source:acme")).doesNotContain(AuditVerbs.LEASE_TAKEN);

    take(version, HOUR, ANN);

    assertThat(stage.lastAudit("source:acme").verb()).isEqualTo(AuditVerbs.LEASE_TAKEN);
  }

  @Test
  void anUnknownLeaseIsNone() {
    tokens();
    var id = new ModelLease.Id("f".repeat(32));

    assertThat(store.modelLeases().find(id)).isEmpty();
    assertThat(store.modelLeases().prolong(id, HOUR, JOB)).isInstanceOf(Changing.Unknown.class);
    assertThat(store.modelLeases().release(id, JOB)).isInstanceOf(Changing.Unknown.class);
    assertThat(store.modelLeases().end(id, "why not", ANN)).isInstanceOf(Changing.Unknown.class);
  }
}

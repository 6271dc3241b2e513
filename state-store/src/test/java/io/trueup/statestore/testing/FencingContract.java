package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static io.trueup.statestore.testing.StoreFixture.INGEST;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static io.trueup.statestore.testing.StoreFixture.fingerprint;
import static io.trueup.statestore.testing.StoreFixture.good;
import static io.trueup.statestore.testing.StoreFixture.impact;
import static io.trueup.statestore.testing.StoreFixture.landed;
import static io.trueup.statestore.testing.StoreFixture.provision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.Sources.FailedRefresh;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract of fencing: every method that takes a lease refuses one that is not the writer's own
 * (P2).
 */
abstract class FencingContract extends Contract {

  FencingContract(StateStoreConformance suite) {
    super(suite);
  }

  /** The methods that take a lease, called so that they would write. */
  enum Write {
    SOURCES_RECORD_LOOK("source:acme") {
      @Override
      void call(StateStore store, Lease lease) {
        store.sources().recordRefresh(lease, ACME, 1, Health.BLOCKED, "rewritten", commit(9));
      }
    },
    SOURCES_RECORD_FAILED_LOOK("source:acme") {
      @Override
      void call(StateStore store, Lease lease) {
        store
            .sources()
            .recordFailedRefresh(
                lease,
                ACME,
                new FailedRefresh(Health.UNREACHABLE, "no route", store.now(), store.now()));
      }
    },
    VERSIONS_RECORD("source:acme") {
      @Override
      void call(StateStore store, Lease lease) {
        var version = good(commit(9), impact("Live", fingerprint(9)));
        store.versions().record(lease, ACME, 1, commit(9), List.of(version));
      }
    },
    PLATFORMS_RECORD_WAITING("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        store.platforms().recordWaiting(lease, LIVE, new StoreFixture(store).waiting("frozen"));
      }
    },
    ROLLOUTS_CLAIM("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        var stage = new StoreFixture(store);
        var merged = stage.platform().merged();
        stage.claim(lease, merged.version(), fingerprint(2), provision(fingerprint(2), INGEST));
      }
    },
    ROLLOUTS_BEGIN_STEPS("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        store
            .rollouts()
            .beginSteps(
                lease, new StoreFixture(store).newestRollout().id(), 1, (_, _, _, _) -> false);
      }
    },
    ROLLOUTS_RECORD_STEPS("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        var rollout = new StoreFixture(store).newestRollout().id();
        store.rollouts().recordSteps(lease, rollout, List.of(landed(1, fingerprint(1))));
      }
    },
    ROLLOUTS_RECORD_STARTED_STEPS("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        var rollout = new StoreFixture(store).newestRollout().id();
        store.rollouts().recordSteps(lease, rollout, List.of(new StepResult.Started(1, "job-17")));
      }
    },
    ROLLOUTS_ROLL_UP("platform:acme/Live") {
      @Override
      void call(StateStore store, Lease lease) {
        store.rollouts().rollUp(lease, LIVE);
      }
    };

    final String resource;

    Write(String resource) {
      this.resource = resource;
    }

    abstract void call(StateStore store, Lease lease);
  }

  /**
   * Prepares a rollout with one started and one pending step, a newer version, and an owed request.
   */
  private void somethingToWrite() {
    var lease = stage.platformLease();
    var rollout =
        stage.move(lease, fingerprint(1), provision(fingerprint(1), INGEST, StoreFixture.EXPORT));
    store.rollouts().beginSteps(lease, rollout.id(), 1, (_, _, _, _) -> false);
    stage.accept(fingerprint(2));
    store.sources().request(ACME);
  }

  private void assertRefused(Write write, Lease lease, Class<? extends Exception> with) {
    var before = stage.everything();

    assertThatThrownBy(() -> write.call(store, lease)).isInstanceOf(with);

    assertThat(stage.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void aHolderWrites(Write write) {
    somethingToWrite();
    var lease = stage.lease(write.resource);

    write.call(store, lease);
  }

  @ParameterizedTest
  @EnumSource
  void anOlderTokenIsRefusedAfterATakeoverAndNothingIsWritten(Write write) {
    somethingToWrite();
    var older = stage.lease(write.resource);
    suite.expire(older);
    assertThat(suite.otherHandle().leases().claim(write.resource, "daemon-2", HOUR)).isPresent();

    assertRefused(write, older, LostLeaseException.class);
  }

  @ParameterizedTest
  @EnumSource
  void anExpiredLeaseIsRefusedAlthoughNoOtherClaimedIt(Write write) {
    somethingToWrite();
    var lease = stage.lease(write.resource);
    suite.expire(lease);

    assertRefused(write, lease, LostLeaseException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aReleasedLeaseIsRefused(Write write) {
    somethingToWrite();
    var lease = stage.lease(write.resource);
    store.leases().release(lease);

    assertRefused(write, lease, LostLeaseException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aTokenThatWasNeverIssuedIsRefused(Write write) {
    somethingToWrite();
    var lease = stage.lease(write.resource);
    var forged = new Lease(lease.resource(), lease.holder(), lease.token() + 1);

    assertRefused(write, forged, LostLeaseException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aLeaseOfAnotherResourceIsABug(Write write) {
    somethingToWrite();
    var other = stage.lease(write.resource + "-other");

    assertRefused(write, other, IllegalArgumentException.class);
  }

  @Test
  void theNewHolderContinuesWhereTheOlderOneStopped() {
    somethingToWrite();
    var older = stage.platformLease();
    suite.expire(older);
    var newer = store.leases().claim(Lease.resource(LIVE), "daemon-2", HOUR).orElseThrow();

    var begun =
        store.rollouts().beginSteps(newer, stage.newestRollout().id(), 10, (_, _, _, _) -> false);

    assertThat(begun).extracting(RolloutStep::ordinal).containsExactly(1, 2);
  }
}

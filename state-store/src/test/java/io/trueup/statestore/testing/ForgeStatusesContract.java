package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.LIVE;
import static io.trueup.statestore.testing.StoreFixture.commit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.ForgeStatuses;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SentStatus;
import io.trueup.statestore.SentStatus.State;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChanges;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of {@link ForgeStatuses}. */
abstract class ForgeStatusesContract extends Contract {

  ForgeStatusesContract(StateStoreConformance suite) {
    super(suite);
  }

  private Lease reader() {
    return stage.lease(StateChanges.resource(ForgeStatuses.reader(ACME)));
  }

  private static SentStatus status(long version, State state, @Nullable String deployment) {
    return new SentStatus(
        LIVE, version, commit((int) version), state, "It is " + state, deployment);
  }

  private List<SentStatus> told(PlatformId platform) {
    return suite.otherHandle().forgeStatuses().of(platform).stream()
        .map(ForgeStatuses.Told::status)
        .toList();
  }

  @Test
  void whatWasToldIsSeenByOtherProcessesByVersion() {
    var lease = reader();
    store.forgeStatuses().record(lease, status(12, State.PENDING, null));
    store.forgeStatuses().record(lease, status(3, State.RUNNING, "77"));

    assertThat(told(LIVE))
        .containsExactly(status(3, State.RUNNING, "77"), status(12, State.PENDING, null));
    assertThat(store.forgeStatuses().of(LIVE).getFirst().at()).isBeforeOrEqualTo(store.now());
    assertThat(told(new PlatformId(ACME, "Other"))).isEmpty();
  }

  @Test
  void whatIsToldLaterReplacesWhatWasToldBefore() {
    var lease = reader();
    store.forgeStatuses().record(lease, status(3, State.RUNNING, null));
    store.forgeStatuses().record(lease, status(3, State.SUCCESS, "77"));

    assertThat(told(LIVE)).containsExactly(status(3, State.SUCCESS, "77"));
  }

  @Test
  void oneVersionIsRemovedAndNoOther() {
    var lease = reader();
    store.forgeStatuses().record(lease, status(3, State.STOPPED, null));
    store.forgeStatuses().record(lease, status(4, State.RUNNING, null));

    store.forgeStatuses().remove(lease, LIVE, 3);
    store.forgeStatuses().remove(lease, LIVE, 3);

    assertThat(told(LIVE)).containsExactly(status(4, State.RUNNING, null));
  }

  @Test
  void onlyTheHolderOfTheReadersLeaseWrites() {
    var lease = reader();
    store.leases().release(lease);

    assertThatThrownBy(() -> store.forgeStatuses().record(lease, status(3, State.RUNNING, null)))
        .isInstanceOf(LostLeaseException.class);
    assertThatThrownBy(() -> store.forgeStatuses().remove(lease, LIVE, 3))
        .isInstanceOf(LostLeaseException.class);
    assertThatThrownBy(() ->
            store.forgeStatuses().record(stage.platformLease(), status(3, State.RUNNING, null)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(told(LIVE)).isEmpty();
  }

  @Test
  void forgettingASourceForgetsItsReaderAndNoOther() {
    var other = ForgeStatuses.reader(new SourceId("other"));
    store.changes().register(ForgeStatuses.reader(ACME), 0);
    store.changes().register(other, 0);
    store.forgeStatuses().record(reader(), status(3, State.RUNNING, null));

    store.forgeStatuses().forget(ACME);
    store.forgeStatuses().forget(ACME);

    assertThat(told(LIVE)).isEmpty();
    assertThat(store.changes().readers()).containsOnlyKeys(other);
  }
}

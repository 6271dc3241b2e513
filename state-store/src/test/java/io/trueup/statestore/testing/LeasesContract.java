package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The contract of {@link io.trueup.statestore.Leases}. */
abstract class LeasesContract extends Contract {

  private static final String RESOURCE = "source:acme";

  LeasesContract(StateStoreConformance suite) {
    super(suite);
  }

  private Optional<Lease> claim(String holder) {
    return store.leases().claim(RESOURCE, holder, HOUR);
  }

  @Test
  void aFreeResourceIsClaimed() {
    var lease = claim("one");

    assertThat(lease)
        .hasValueSatisfying(held -> {
          assertThat(held.resource()).isEqualTo(RESOURCE);
          assertThat(held.holder()).isEqualTo("one");
          assertThat(held.token()).isPositive();
        });
  }

  @Test
  void aLeaseOfAnotherHolderIsNotClaimed() {
    claim("one");

    assertThat(claim("two")).isEmpty();
  }

  @Test
  void resourcesAreClaimedIndependently() {
    claim("one");

    assertThat(store.leases().claim("source:globex", "two", HOUR)).isPresent();
  }

  @Test
  void anExpiredLeaseIsClaimedByAnotherWithAGreaterToken() {
    var first = claim("one").orElseThrow();
    suite.expire(first);

    var second = claim("two").orElseThrow();

    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void aReleasedLeaseIsClaimedByAnotherWithAGreaterToken() {
    var first = claim("one").orElseThrow();
    store.leases().release(first);

    var second = claim("two").orElseThrow();

    assertThat(second.token()).isGreaterThan(first.token());
  }

  @Test
  void aHolderThatClaimsAgainGetsANewLeaseAndItsFormerOneIsRefused() {
    var first = claim("one").orElseThrow();

    var second = claim("one").orElseThrow();

    assertThat(second.token()).isGreaterThan(first.token());
    assertThatThrownBy(() -> store.leases().renew(first, HOUR))
        .isInstanceOf(LostLeaseException.class);
    store.leases().renew(second, HOUR);
  }

  @Test
  void aRenewedLeaseStaysHeld() {
    var lease = claim("one").orElseThrow();

    store.leases().renew(lease, HOUR);

    assertThat(claim("two")).isEmpty();
    store.leases().renew(lease, HOUR);
  }

  @Test
  void aRenewalLastsFromNow() {
    var lease = claim("one").orElseThrow();

    store.leases().renew(lease, Duration.ZERO);

    assertThat(claim("two")).isPresent();
  }

  @Test
  void anExpiredLeaseIsNotRenewed() {
    var lease = claim("one").orElseThrow();
    suite.expire(lease);

    assertThatThrownBy(() -> store.leases().renew(lease, HOUR))
        .isInstanceOf(LostLeaseException.class)
        .hasMessageContaining(RESOURCE);
  }

  @Test
  void aLeaseThatAnotherClaimedIsNotRenewed() {
    var lease = claim("one").orElseThrow();
    suite.expire(lease);
    claim("two");

    assertThatThrownBy(() -> store.leases().renew(lease, HOUR))
        .isInstanceOf(LostLeaseException.class);
  }

  @Test
  void aLeaseThatWasNeverIssuedIsNotRenewed() {
    assertThatThrownBy(() -> store.leases().renew(new Lease(RESOURCE, "one", 1), HOUR))
        .isInstanceOf(LostLeaseException.class);
  }

  @Test
  void anothersTokenUnderOnesOwnNameIsNotRenewed() {
    var lease = claim("one").orElseThrow();

    assertThatThrownBy(() -> store.leases().renew(new Lease(RESOURCE, "two", lease.token()), HOUR))
        .isInstanceOf(LostLeaseException.class);
  }

  @Test
  void aReleasedLeaseIsNotRenewed() {
    var lease = claim("one").orElseThrow();
    store.leases().release(lease);

    assertThatThrownBy(() -> store.leases().renew(lease, HOUR))
        .isInstanceOf(LostLeaseException.class);
  }

  @Test
  void releasingALeaseThatAnotherClaimedLeavesItToTheOther() {
    var first = claim("one").orElseThrow();
    suite.expire(first);
    var second = claim("two").orElseThrow();

    store.leases().release(first);

    assertThat(claim("three")).isEmpty();
    store.leases().renew(second, HOUR);
  }

  @Test
  void aLeaseIsRequiredOfItsHolderOnly() {
    var first = claim("one").orElseThrow();

    store.leases().requireHeld(first);
    suite.expire(first);

    assertThatThrownBy(() -> store.leases().requireHeld(first))
        .isInstanceOf(LostLeaseException.class);
    var second = claim("two").orElseThrow();
    assertThatThrownBy(() -> store.leases().requireHeld(first))
        .isInstanceOf(LostLeaseException.class);
    store.leases().requireHeld(second);
  }

  @Test
  void aHolderIsShownForAsLongAsItHoldsTheLease() {
    assertThat(store.leases().holder(RESOURCE)).isEmpty();

    var first = claim("one").orElseThrow();
    assertThat(store.leases().holder(RESOURCE)).contains("one");
    suite.expire(first);
    assertThat(store.leases().holder(RESOURCE)).isEmpty();

    var second = claim("two").orElseThrow();
    assertThat(suite.otherHandle().leases().holder(RESOURCE)).contains("two");
    store.leases().release(second);
    assertThat(store.leases().holder(RESOURCE)).isEmpty();
  }

  @Test
  void releasingTwiceDoesNothing() {
    var lease = claim("one").orElseThrow();

    store.leases().release(lease);
    store.leases().release(lease);

    assertThat(claim("two")).isPresent();
  }

  @Test
  void aLeaseIsSeenByOtherProcesses() {
    claim("one");

    assertThat(suite.otherHandle().leases().claim(RESOURCE, "two", HOUR)).isEmpty();
  }

  @Test
  void ofManyClaimsAtOnceOneSucceeds() throws Exception {
    for (var round = 0; round < 20; round++) {
      var resource = "source:round-" + round;
      Callable<Optional<Lease>> one = () -> store.leases().claim(resource, "one", HOUR);
      Callable<Optional<Lease>> two =
          () -> suite.otherHandle().leases().claim(resource, "two", HOUR);
      Callable<Optional<Lease>> three = () -> store.leases().claim(resource, "three", HOUR);

      var leases = atOnce(List.of(one, two, three));

      assertThat(leases.stream().filter(Optional::isPresent)).hasSize(1);
    }
  }
}

package io.trueup.statestore.testing;

import static io.trueup.statestore.testing.StoreFixture.ACME;
import static io.trueup.statestore.testing.StoreFixture.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Filter;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.Subscriptions;
import io.trueup.statestore.Subscriptions.DeadEvent;
import io.trueup.statestore.Subscriptions.Order;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The contract of {@link Subscriptions}. */
abstract class SubscriptionsContract extends Contract {

  private static final String URL = "https://hooks.example/events";
  private static final Filter FILTER =
      new Filter(List.of("merge.judged"), ACME, "Live", Format.CDEVENTS);

  SubscriptionsContract(StateStoreConformance suite) {
    super(suite);
  }

  private Subscriptions subscriptions() {
    return store.subscriptions();
  }

  private Subscription add(String name) {
    return subscriptions().add(name, URL, FILTER, ANN).orElseThrow();
  }

  private Subscription change(String name, Order order) {
    return subscriptions().change(name, order, ANN, "because").orElseThrow();
  }

  private void happen(String reason) {
    store.audit().append(ANN, AuditVerbs.DELIVERY_REFUSED, "source:acme", reason);
    while (store.changes().number(1000) > 0) {
      // until each change has its position
    }
  }

  private Lease lease(Subscription subscription) {
    return stage.lease(StateChanges.resource(subscription.reader()));
  }

  @Test
  void aSubscriptionBeginsWithTheNextEvent() {
    happen("before");

    var added = add("lake");

    assertThat(added)
        .isEqualTo(
            new Subscription(
                added.id(), "lake", URL, FILTER, 1, "ann", added.createdAt(), 1, null, null));
    assertThat(suite.otherHandle().subscriptions().all()).containsExactly(added);
    assertThat(subscriptions().find("lake")).contains(added);
    assertThat(subscriptions().find("lakes")).isEmpty();
    assertThat(store.changes().readers()).containsEntry(added.reader(), 1L);
    assertThat(stage.verbs("subscription:lake")).containsExactly("subscription.added");
  }

  @Test
  void aNameIsFreeOnceItsSubscriptionIsRemoved() {
    var first = add("lake");
    assertThat(subscriptions().add("lake", URL, Filter.ALL, ANN)).isEmpty();

    assertThat(change("lake", Order.REMOVE).id()).isEqualTo(first.id());

    assertThat(subscriptions().all()).isEmpty();
    assertThat(store.changes().readers()).isEmpty();
    assertThat(subscriptions().change("lake", Order.REMOVE, ANN, "again")).isEmpty();
    assertThat(add("lake").id()).isNotEqualTo(first.id());
    assertThat(stage.verbs("subscription:lake")).contains("subscription.removed");
  }

  @Test
  void aSuspendedSubscriptionKeepsItsPlaceAndNoEvents() {
    var added = add("lake");
    happen("meanwhile");
    store.changes().advance(lease(added), added.reader(), 2);
    var suspended = change("lake", Order.SUSPEND);

    assertThat(suspended.position()).isEqualTo(2);
    assertThat(suspended.suspension()).isNotNull();
    assertThat(store.changes().readers()).isEmpty();
    assertThat(change("lake", Order.SUSPEND)).as("again").isEqualTo(suspended);

    happen("later");
    var resumed = change("lake", Order.RESUME);
    assertThat(resumed.suspension()).isNull();
    assertThat(resumed.position()).isEqualTo(2);
    assertThat(store.changes().readers()).containsEntry(added.reader(), 2L);
    assertThat(change("lake", Order.RESUME)).as("again").isEqualTo(resumed);
    assertThat(stage.verbs("subscription:lake"))
        .containsExactlyInAnyOrder(
            "subscription.added", "subscription.suspended", "subscription.resumed");
  }

  @Test
  void aSecretIsReplacedByTheNext() {
    add("lake");

    assertThat(change("lake", Order.ROTATE).secretNumber()).isEqualTo(2);
    assertThat(stage.verbs("subscription:lake")).contains("subscription.rotated");
  }

  @Test
  void aFailureLastsUntilTheWebhookTakesEventsAgain() {
    var added = add("lake");
    var lease = lease(added);

    subscriptions().fail(lease, added.id(), "it answers 500");
    var since = subscriptions().all().getFirst().failure();
    subscriptions().fail(lease, added.id(), "it answers 502");
    var later = subscriptions().all().getFirst().failure();

    assertThat(since).isNotNull();
    assertThat(later)
        .isEqualTo(
            new Subscription.Standstill("it answers 502", Objects.requireNonNull(since).since()));
    subscriptions().recover(lease, added.id());
    assertThat(subscriptions().all().getFirst().failure()).isNull();
  }

  @Test
  void aDeadEventIsKeptUntilItIsForgotten() {
    var added = add("lake");
    var lease = lease(added);

    subscriptions().leaveOut(lease, added.id(), 7, "it answers 400");
    subscriptions().leaveOut(lease, added.id(), 5, "it answers 422");
    subscriptions().leaveOut(lease, added.id(), 5, "again");

    assertThat(subscriptions().deadEvents(added.id(), 10))
        .extracting(DeadEvent::position, DeadEvent::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(5L, "it answers 422"),
            org.assertj.core.groups.Tuple.tuple(7L, "it answers 400"));
    assertThat(subscriptions().deadEvents(added.id(), 1)).hasSize(1);
    subscriptions().forgetDeadEvent(added.id(), 5);
    assertThat(subscriptions().deadEvents(added.id(), 10))
        .extracting(DeadEvent::position)
        .containsExactly(7L);
    change("lake", Order.REMOVE);
    assertThat(subscriptions().deadEvents(added.id(), 10)).isEmpty();
  }

  @Test
  void onlyTheHolderOfTheLeaseRecordsWhatAWebhookDid() {
    var added = add("lake");
    var lease = lease(added);
    suite.expire(lease);

    assertThatThrownBy(() -> subscriptions().fail(lease, added.id(), "x"))
        .isInstanceOf(LostLeaseException.class);
    assertThatThrownBy(() -> subscriptions().leaveOut(lease, added.id(), 1, "x"))
        .isInstanceOf(LostLeaseException.class);
    assertThat(subscriptions().all().getFirst().failure()).isNull();
  }
}

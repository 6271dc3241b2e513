package io.trueup.listener.daemon.subscription;

import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Over;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscriptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to one webhook, one after the other. An event that the webhook refuses is tried a
 * few times and then left out; one that fails for another reason is tried until it succeeds, for
 * three days. Used by one thread at a time.
 */
final class SubscriptionDestination implements EventRelay.Destination {

  static final int MOST_REFUSALS = 3;
  static final Duration GIVE_UP = Duration.ofDays(3);

  private final Subscription subscription;
  private final Subscriptions store;
  private final EventPosts posts;
  private long refused;
  private int refusals;

  /** Null while it is not known: another process may have failed before this one. */
  private @Nullable Boolean isFailing;

  private @Nullable Lease held;

  SubscriptionDestination(Subscription subscription, Subscriptions store, EventPosts posts) {
    this.subscription = subscription;
    this.store = store;
    this.posts = posts;
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    if (!lease.equals(held)) {
      held = lease;
      isFailing = null;
    }
    var taken = 0L;
    for (var change : changes) {
      if (subscription.filter().takes(change)) {
        deliver(change, taken, lease);
      }
      taken = change.position();
    }
  }

  private void deliver(RecordedChange change, long taken, Lease lease) throws UndeliveredException {
    switch (posts.post(subscription, change)) {
      case Taken _ -> recover(lease);
      case Refused(var reason) -> {
        if (countRefusal(change.position()) < MOST_REFUSALS) {
          throw failed(lease, reason, null, taken);
        }
        store.leaveOut(lease, subscription.id(), change.position(), reason);
        recover(lease);
      }
      case Over(var reason) -> {
        posts.suspend(subscription.name(), reason);
        throw new UndeliveredException(reason, WebhookVerdict.LONGEST_WAIT, taken, null);
      }
      case Away(var reason, var retryIn) -> throw failed(lease, reason, retryIn, taken);
    }
  }

  private int countRefusal(long position) {
    refusals = refused == position ? refusals + 1 : 1;
    refused = position;
    return refusals;
  }

  private void recover(Lease lease) {
    if (isFailing == null || isFailing) {
      store.recover(lease, subscription.id());
      isFailing = false;
    }
  }

  private UndeliveredException failed(
      Lease lease, String reason, @Nullable Duration retryIn, long taken) {
    store.fail(lease, subscription.id(), reason);
    isFailing = true;
    var failure = store.find(subscription.name()).map(Subscription::failure).orElse(null);
    if (failure != null && Duration.between(failure.since(), posts.now()).compareTo(GIVE_UP) > 0) {
      posts.suspend(
          subscription.name(),
          "It has taken no event since %s: %s".formatted(failure.since(), failure.reason()));
    }
    return new UndeliveredException(reason, retryIn, taken, null);
  }

  /** How events are sent. */
  interface EventPosts {

    /** Sends an event. */
    WebhookVerdict post(Subscription subscription, RecordedChange change);

    /** The store's clock. */
    Instant now();

    /** Suspends a subscription, whose relay ends then. */
    void suspend(String name, String reason);
  }
}

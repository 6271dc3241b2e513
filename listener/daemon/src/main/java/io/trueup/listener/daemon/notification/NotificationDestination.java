package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.notification.NotificationRelays.Counts;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Away;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Over;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Refused;
import io.trueup.listener.daemon.subscription.WebhookVerdict.Taken;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one notification's events, one message for all of a digest. The digest is kept nowhere: its
 * events stay with the relay until they are told. A message that is refused again and again is left
 * out. Used by one thread at a time.
 */
final class NotificationDestination implements EventRelay.Destination {

  private static final Logger LOG = LoggerFactory.getLogger(NotificationDestination.class);

  static final int BATCH = 1_000;
  static final int MOST_REFUSALS = 3;

  /** So many further batches become part of one message. */
  private static final int MOST_BATCHES = 100;

  private final Notification notification;
  private final StateStore store;
  private final Counts counts;
  private FailingSteps told = FailingSteps.NONE;

  /** Further than the relay's position after a message about more than the relay gave. */
  private long toldUpTo;

  private int refusals;
  private boolean isFailing;

  NotificationDestination(Notification notification, StateStore store, Counts counts) {
    this.notification = notification;
    this.store = store;
    this.counts = counts;
  }

  @Override
  public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
    var digest = new Digest(notification.rule(), told);
    changes.stream().filter(it -> it.position() > toldUpTo).forEach(digest::add);
    var given = changes.getLast().position();
    var first = digest.first().orElse(null);
    if (first == null) {
      passBy(given);
      return;
    }
    var rest = notification.rule().digest().minus(Duration.between(first.at(), store.now()));
    if (rest.isPositive()) {
      throw UndeliveredException.notYet(rest, first.position() - 1);
    }
    var last = changes.size() < BATCH ? given : readOn(digest, given);
    if (digest.message().lines().isEmpty()) { // such as a wait that is over
      toldUpTo = last;
      passBy(given);
    } else {
      send(digest, last);
    }
  }

  /** Takes what nobody is told, which does not make a failing channel well. */
  private void passBy(long given) throws UndeliveredException {
    if (isFailing) {
      throw UndeliveredException.notYet(Duration.ZERO, given);
    }
  }

  /** Reads what came since, so that one great merge is one message. */
  private long readOn(Digest digest, long given) {
    var last = given;
    for (var batch = 0; batch < MOST_BATCHES; batch++) {
      var next = store.changes().after(last, BATCH);
      if (next.isEmpty()) {
        return last;
      }
      next.forEach(digest::add);
      last = next.getLast().position();
    }
    return last;
  }

  private void send(Digest digest, long last) throws UndeliveredException {
    switch (notification.channel().send(digest.message())) {
      case Taken _ -> {
        counts.sent(notification.name());
        told = digest.failing();
        toldUpTo = last;
        refusals = 0;
        isFailing = false;
      }
      case Refused(var reason) -> throw refused(reason, last);
      case Over(var reason) -> throw refused(reason, last);
      case Away(var reason, var retryIn) -> {
        counts.failed(notification.name());
        isFailing = true;
        throw new UndeliveredException(reason, retryIn, null);
      }
    }
  }

  private UndeliveredException refused(String reason, long last) {
    counts.failed(notification.name());
    isFailing = true;
    refusals++;
    if (refusals < MOST_REFUSALS) {
      return new UndeliveredException(reason, null);
    }
    if (refusals == MOST_REFUSALS) {
      LOG.warn(
          "Messages of notification '{}' are left out until it takes them: {}",
          notification.name(),
          reason);
    }
    return new UndeliveredException(reason, null, last, null);
  }

  @Override
  public void abandon() {
    told = FailingSteps.NONE;
    toldUpTo = 0;
    refusals = 0;
    isFailing = false;
  }
}

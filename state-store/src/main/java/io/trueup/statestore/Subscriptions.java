package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Webhooks that get events. A subscription that is not suspended has a reader of {@link
 * StateChanges}; a new one begins with the next event. Their audit subject is {@code
 * subscription:NAME}.
 */
public interface Subscriptions {

  /** All that were not removed, by their names. */
  List<Subscription> all();

  /** The subscription with a name. */
  Optional<Subscription> find(String name);

  /**
   * Adds a subscription.
   *
   * @return empty when the name is taken
   */
  Optional<Subscription> add(String name, String url, Subscription.Filter filter, Actor actor);

  /**
   * Changes a subscription.
   *
   * @return the subscription as it is then; as it was, once it is removed; empty when there is none
   *     of the name
   */
  Optional<Subscription> change(String name, Order order, Actor actor, String reason);

  /** What is done to a subscription. */
  enum Order {
    /** Sends nothing any more; the position stays. */
    SUSPEND,
    /** Goes on after the position; events that were removed meanwhile are left out. */
    RESUME,
    /** Replaces the secret. */
    ROTATE,
    /** Removes it, its dead events too. */
    REMOVE
  }

  /** Records that the webhook takes no event now, as the holder of the reader's lease. */
  void fail(Lease lease, long subscription, String reason);

  /** Records that the webhook takes events, as the holder of the reader's lease. */
  void recover(Lease lease, long subscription);

  /** Leaves an event out that the webhook refuses, as the holder of the reader's lease. */
  void leaveOut(Lease lease, long subscription, long position, String reason);

  /** The events that were left out for a subscription, oldest first. */
  List<DeadEvent> deadEvents(long subscription, int limit);

  /** An event that was left out is there after all, or is not wanted any more. */
  void forgetDeadEvent(long subscription, long position);

  /**
   * An event that a webhook refuses.
   *
   * @param reason what the webhook answered
   */
  record DeadEvent(long position, String reason, Instant at) {}
}

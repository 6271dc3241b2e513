package io.trueup.listener.daemon.view;

import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Standstill;
import io.trueup.statestore.Subscriptions.DeadEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A subscription.
 *
 * @param state {@code active}, {@code failing} or {@code suspended}
 * @param reason why events do not reach it; null when they do
 * @param since since when they do not; null when they do
 * @param types of events; empty for all
 * @param source only events about it and its platforms; null for all
 * @param platform only events about a platform of the source; null for all
 * @param format {@code cloudevents} or {@code cdevents}
 * @param position of the last event that it has
 * @param behind how many events come after that
 */
public record SubscriptionView(
    String name,
    String url,
    String state,
    @Nullable String reason,
    @Nullable Instant since,
    List<String> types,
    @Nullable String source,
    @Nullable String platform,
    String format,
    long position,
    long behind,
    String createdBy,
    Instant createdAt) {

  /** Copies the list. */
  public SubscriptionView {
    types = List.copyOf(types);
  }

  /**
   * A subscription with its secret, which is shown when it is made and not again.
   *
   * @param secret of the signatures
   */
  public record WithSecret(SubscriptionView subscription, String secret) {}

  /** An event that was left out for a subscription. */
  public record Dead(long position, String reason, Instant at) {

    /** The view of one. */
    public static Dead of(DeadEvent dead) {
      return new Dead(dead.position(), dead.reason(), dead.at());
    }
  }

  /**
   * Whether a webhook took an event.
   *
   * @param problem why it did not; null when it did
   */
  public record Outcome(boolean taken, @Nullable String problem) {}

  /**
   * The view of a subscription.
   *
   * @param last the position of the newest event
   */
  public static SubscriptionView of(Subscription subscription, long last) {
    var suspension = subscription.suspension();
    var failure = subscription.failure();
    Standstill standstill = suspension == null ? failure : suspension;
    var source = subscription.filter().source();
    return new SubscriptionView(
        subscription.name(),
        subscription.url(),
        subscription.state().text(),
        standstill == null ? null : standstill.reason(),
        standstill == null ? null : standstill.since(),
        subscription.filter().types(),
        source == null ? null : source.value(),
        subscription.filter().platform(),
        subscription.filter().format().name().toLowerCase(Locale.ROOT),
        subscription.position(),
        Math.max(0, last - subscription.position()),
        subscription.createdBy(),
        subscription.createdAt());
  }
}

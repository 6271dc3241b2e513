package io.trueup.listener.daemon.subscription;

import io.trueup.listener.daemon.subscription.SubscriptionDestination.EventPosts;
import io.trueup.listener.engine.event.CdEvents;
import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.statestore.Actor;
import io.trueup.statestore.Installation;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.Subscriptions.Order;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay for each subscription that is not suspended; {@link #refresh} follows what operators
 * change. Of several daemons each has one, and the lease of its reader decides which of them sends.
 * Safe for any thread.
 */
public final class SubscriptionRelays implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionRelays.class);
  private static final int BATCH = 100;

  private final StateStore store;
  private final AddressRules rules;
  private final InstantSource clock;
  private final Supplier<EventRelay.Dependencies> dependencies;
  private final WebhookSender sender;
  private final Installation installation;
  private final CdEvents cdEvents;
  private final SubscriptionSecrets secrets;
  private final Map<Long, Running> running = new HashMap<>();
  private boolean isClosed;

  private record Running(Subscription subscription, Posts posts, EventRelay relay) {

    /** Whether events go the same way after all, and the relay has not ended its subscription. */
    boolean isFor(Subscription other) {
      return !posts.isOver
          && subscription.url().equals(other.url())
          && subscription.secretNumber() == other.secretNumber()
          && subscription.filter().equals(other.filter());
    }
  }

  /**
   * Starts with no relay.
   *
   * @param dependencies of each relay; where a reader begins is the store's to say
   */
  public SubscriptionRelays(
      Vertx vertx,
      StateStore store,
      EventFeed feed,
      AddressRules rules,
      Supplier<EventRelay.Dependencies> dependencies,
      InstantSource clock) {
    this.store = store;
    this.rules = rules;
    this.clock = clock;
    this.dependencies = dependencies;
    this.sender = new WebhookSender(vertx, rules, clock);
    this.installation = store.installation();
    this.cdEvents = new CdEvents(store);
    this.secrets = new SubscriptionSecrets(installation);
    feed.onNew(this::pokeAll);
  }

  private synchronized void pokeAll() {
    running.values().forEach(it -> it.relay().poke());
  }

  /** Follows the subscriptions as they are now. */
  public synchronized void refresh() {
    if (isClosed) {
      return;
    }
    var wanted = new LinkedHashMap<Long, Subscription>();
    for (var subscription : store.subscriptions().all()) {
      if (subscription.suspension() == null) {
        wanted.put(subscription.id(), subscription);
      }
    }
    running
        .entrySet()
        .removeIf(it -> {
          var still = wanted.get(it.getKey());
          if (still != null && it.getValue().isFor(still)) {
            return false;
          }
          it.getValue().relay().close();
          return true;
        });
    wanted.forEach((id, subscription) -> running.computeIfAbsent(id, _ -> start(subscription)));
  }

  private Running start(Subscription subscription) {
    var posts = new Posts();
    var destination = new SubscriptionDestination(subscription, store.subscriptions(), posts);
    var needs = dependencies.get().ofRegistered();
    var relay = new EventRelay(subscription.reader(), BATCH, needs, destination);
    relay.poke();
    return new Running(subscription, posts, relay);
  }

  /** Why events cannot be sent to an address; empty when they can. Looks up no name. */
  public Optional<String> flaw(String url) {
    try {
      var _ = WebhookAddress.parse(url, rules);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** The secret of a subscription, for its subscriber. */
  public String secret(Subscription subscription) {
    return secrets.text(subscription.id(), subscription.secretNumber());
  }

  /**
   * Sends an event once more, or one that is made up.
   *
   * @return why the webhook does not have it; empty when it has it
   */
  public Optional<String> send(Subscription subscription, RecordedChange change) {
    return switch (post(subscription, change)) {
      case WebhookVerdict.Taken _ -> Optional.empty();
      case WebhookVerdict.Refused(var reason) -> Optional.of(reason);
      case WebhookVerdict.Over(var reason) -> Optional.of(reason);
      case WebhookVerdict.Away(var reason, _) -> Optional.of(reason);
    };
  }

  private WebhookVerdict post(Subscription subscription, RecordedChange change) {
    var event = event(subscription, change);
    var body = event.structured().getBytes(StandardCharsets.UTF_8);
    var id = String.valueOf(event.attributes().get("id"));
    var seconds = clock.instant().getEpochSecond();
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
    headers.put("User-Agent", "trueup");
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(seconds));
    headers.put(
        "webhook-signature",
        secrets.sign(subscription.id(), subscription.secretNumber(), id, seconds, body));
    return sender.post(subscription.url(), headers, body);
  }

  /** A test has no form of CDEvents, and is sent in our own. */
  private CloudEvent event(Subscription subscription, RecordedChange change) {
    var other =
        subscription.filter().format() == Format.CDEVENTS
            ? cdEvents.of(change)
            : Optional.<CloudEvent>empty();
    return other.orElseGet(() -> CloudEvent.of(change, installation));
  }

  private final class Posts implements EventPosts {

    /** Whether the relay suspends its subscription: it rests, and resuming needs another relay. */
    private volatile boolean isOver;

    @Override
    public WebhookVerdict post(Subscription subscription, RecordedChange change) {
      return SubscriptionRelays.this.post(subscription, change);
    }

    @Override
    public Instant now() {
      return store.now();
    }

    /** Refreshes by another thread: a relay cannot wait for its own end. */
    @Override
    public void suspend(String name, String reason) {
      isOver = true;
      var _ = store.subscriptions().change(name, Order.SUSPEND, Actor.DAEMON, reason);
      Thread.ofVirtual()
          .name("subscriptions")
          .start(() -> {
            try {
              refresh();
            } catch (StateStoreException e) {
              LOG.debug("The next refresh ends the relay: {}", e.getMessage());
            }
          });
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      running.values().forEach(it -> it.relay().close());
      running.clear();
    }
    sender.close();
  }
}

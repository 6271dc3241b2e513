package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.subscription.AddressRules;
import io.trueup.listener.daemon.subscription.WebhookSender;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.statestore.StateStore;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay for each notification of the configuration. Of several daemons each has one, and the
 * lease of its reader decides which of them tells. Readers of notifications that the configuration
 * has no more are forgotten; of daemons with different configurations the one that started last
 * decides, and {@link #refresh} has the others follow. Safe for any thread.
 */
public final class NotificationRelays implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NotificationRelays.class);

  private final Vertx vertx;
  private final StateStore store;
  private final WebhookSender sender;
  private final List<Notification> notifications = new ArrayList<>();
  private final SortedMap<String, Running> running = new TreeMap<>();

  private static final class Running {
    final Notification notification;
    final EventRelay relay;
    boolean wasRegistered;

    Running(Notification notification, EventRelay relay) {
      this.notification = notification;
      this.relay = relay;
    }
  }

  /** Counts messages. */
  public interface Counts {

    /** A message of a notification is there. */
    void sent(String name);

    /** An attempt to send one failed. */
    void failed(String name);
  }

  /** Starts with no notification. */
  public NotificationRelays(
      Vertx vertx, StateStore store, AddressRules rules, InstantSource clock) {
    this.vertx = vertx;
    this.store = store;
    this.sender = new WebhookSender(vertx, rules, clock);
  }

  /** Adds one that goes to an incoming webhook of Slack, or of what understands the same. */
  public void addSlack(String name, NotificationRule rule, KeptSecret address) {
    notifications.add(new Notification(name, rule, new SlackChannel(sender, address)));
  }

  /** Adds one that goes by e-mail. */
  public void addMail(String name, NotificationRule rule, MailServer server, Addresses addresses) {
    var channel = new MailChannel(vertx, server, addresses.from(), addresses.to());
    notifications.add(new Notification(name, rule, channel));
  }

  /** The addresses of an e-mail. */
  public record Addresses(String from, List<String> to) {

    /** Copies the list. */
    public Addresses {
      to = List.copyOf(to);
    }
  }

  /** Begins to tell, with what happens from now on for each that is new. */
  public synchronized void begin(
      EventFeed feed, Supplier<EventRelay.Dependencies> dependencies, Counts counts) {
    var wanted = notifications.stream().map(Notification::reader).toList();
    store.changes().readers().keySet().stream()
        .filter(it -> Notification.isReader(it) && !wanted.contains(it))
        .forEach(it -> {
          store.changes().forget(it);
          LOG.info("The configuration has no notification for reader '{}'; it is forgotten", it);
        });
    for (var notification : notifications) {
      var relay =
          new EventRelay(
              notification.reader(),
              NotificationDestination.BATCH,
              dependencies.get(),
              new NotificationDestination(notification, store, counts));
      running.put(notification.name(), new Running(notification, relay));
      relay.poke();
    }
    feed.onNew(this::pokeAll);
  }

  private synchronized void pokeAll() {
    running.values().forEach(it -> it.relay.poke());
  }

  /** Ends those that a daemon with a newer configuration no longer has. */
  public synchronized void refresh() {
    if (running.isEmpty()) {
      return;
    }
    var readers = store.changes().readers().keySet();
    running
        .values()
        .removeIf(it -> {
          var isRegistered = readers.contains(it.notification.reader());
          if (it.wasRegistered && !isRegistered) {
            LOG.warn(
                "Notification '{}' is over: a daemon that started later has none of that name in"
                    + " its configuration",
                it.notification.name());
            it.relay.close();
            return true;
          }
          it.wasRegistered = isRegistered;
          return false;
        });
  }

  /** Each notification with why it cannot tell now, which is empty when it can. */
  public synchronized SortedMap<String, String> problems() {
    var problems = new TreeMap<String, String>();
    running.forEach((name, it) ->
        problems.put(name, it.relay.problem().map(EventRelay.Problem::reason).orElse("")));
    return problems;
  }

  /** Whether a reader of events is that of a notification. */
  public static boolean isReader(String reader) {
    return Notification.isReader(reader);
  }

  @Override
  public void close() {
    synchronized (this) {
      running.values().forEach(it -> it.relay.close());
      running.clear();
    }
    sender.close();
  }
}

package io.trueup.listener.engine;

import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.StateStore;
import java.time.Duration;

/**
 * Notices changes of state as events and passes them on. What it opens is closed with the engine.
 * Safe for any thread.
 */
public final class ChangeRelays {

  private final StateStore store;
  private final LeaseKeeper leases;
  private final Threads threads;
  private final OpenResources opened;
  private final EventFeed feed;

  ChangeRelays(StateStore store, LeaseKeeper leases, Threads threads, OpenResources opened) {
    this.store = store;
    this.leases = leases;
    this.threads = threads;
    this.opened = opened;
    this.feed = opened.add(new EventFeed(store.changes(), threads));
  }

  /** Says when there are new events. */
  public EventFeed feed() {
    return feed;
  }

  /** Begins to look for changes of other processes all the time, and not only with each sweep. */
  public void watch() {
    var looker = opened.add(threads.timer("events-watch"));
    looker.every(Duration.ZERO, EventFeed.PERIOD, GuardedTask.of("events", feed::look));
  }

  /**
   * Begins to pass events on. A reader that is new begins with the events from now on.
   *
   * @param reader its name in the store
   * @param batch how many events the destination is given at most
   */
  public EventRelay relay(String reader, int batch, EventRelay.Destination destination) {
    var relay = opened.add(new EventRelay(reader, batch, dependencies(), destination));
    feed.onNew(relay::poke, relay::isAtWork);
    relay.poke();
    return relay;
  }

  /** What relays need that come and go; the maker of one closes it. */
  public EventRelay.Dependencies dependencies() {
    return new EventRelay.Dependencies(
        store.changes(), leases, threads, store::now, () -> store.changes().range().last());
  }
}

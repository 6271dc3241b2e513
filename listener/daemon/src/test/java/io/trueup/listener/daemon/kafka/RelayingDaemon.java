package io.trueup.listener.daemon.kafka;

import io.trueup.listener.engine.OpenResources;
import io.trueup.listener.engine.event.EventFeed;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.work.JdkThreads;
import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.statestore.Lease;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.Optional;

/** What a daemon has around the topic of events. */
final class RelayingDaemon implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);

  private final OpenResources opened = new OpenResources();
  private final EventFeed feed;
  private final Leaseholder leases;
  private final StateStore store;
  private final JdkThreads threads = new JdkThreads();

  /** A daemon that renews its leases. */
  static RelayingDaemon of(StateStore store, String holder, Duration lease) {
    var keeper = new LeaseKeeper(store.leases(), holder, lease, new JdkThreads());
    var daemon = new RelayingDaemon(store, keeper);
    daemon.opened.add(keeper);
    return daemon;
  }

  /** A daemon that renews nothing, as if it slept. */
  static RelayingDaemon asleep(StateStore store, String holder, Duration lease) {
    return new RelayingDaemon(
        store,
        new Leaseholder() {
          @Override
          public Optional<Lease> claim(String resource) {
            return store.leases().claim(resource, holder, lease);
          }

          @Override
          public void release(Lease held) {
            store.leases().release(held);
          }
        });
  }

  private RelayingDaemon(StateStore store, Leaseholder leases) {
    this.store = store;
    this.leases = leases;
    this.feed = opened.add(new EventFeed(store.changes(), threads));
    var timer = opened.add(threads.timer("look"));
    timer.every(Duration.ZERO, LOOK, feed::look);
  }

  /** Passes everything on from the first change. */
  void relay(EventRelay.Destination destination) {
    var relay =
        opened.add(
            new EventRelay(
                KafkaConnections.READER,
                KafkaConnections.BATCH,
                new EventRelay.Dependencies(store.changes(), leases, threads, store::now, () -> 0),
                destination));
    feed.onNew(relay::poke, relay::isAtWork);
    relay.poke();
  }

  @Override
  public void close() {
    opened.close();
  }
}

package io.trueup.listener.schema;

import io.trueup.listener.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.Permission;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of an operator to be the only one who changes a platform: the platform's lease, under a
 * holder of its own, so that neither the daemon's worker nor another operator goes on meanwhile.
 */
final class Hold implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Hold.class);

  private final StateStore store;
  private final PlatformId platform;
  private final LeaseKeeper keeper;
  private final Lease lease;

  private Hold(StateStore store, PlatformId platform, LeaseKeeper keeper, Lease lease) {
    this.store = store;
    this.platform = platform;
    this.keeper = keeper;
    this.lease = lease;
  }

  /**
   * Claims holds. Safe for any thread.
   *
   * @param keepers gives what keeps leases for a holder within this process
   * @param patience how long to wait for whoever has the platform now
   */
  record Desk(
      StateStore store,
      Function<String, LeaseKeeper> keepers,
      Duration patience,
      AtomicLong serial) {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * Claims a platform.
     *
     * @throws SchemaException when somebody else has it for longer than patience lasts
     */
    Hold claim(PlatformId platform, String operator) {
      var resource = Lease.resource(platform);
      var keeper = keepers.apply("operator %s (%d)".formatted(operator, serial.incrementAndGet()));
      Optional<Lease> lease = Optional.empty();
      try {
        lease = claim(keeper, resource);
      } finally {
        if (lease.isEmpty()) {
          keeper.close();
        }
      }
      return new Hold(
          store,
          platform,
          keeper,
          lease.orElseThrow(() -> held(platform, store.leases().holder(resource))));
    }

    private Optional<Lease> claim(LeaseKeeper keeper, String resource) {
      var left = patience;
      var lease = keeper.claim(resource);
      while (lease.isEmpty() && left.isPositive()) {
        pause();
        left = left.minus(PAUSE);
        lease = keeper.claim(resource);
      }
      return lease;
    }

    private static void pause() {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw SchemaException.unavailable("The daemon is stopping; nothing was changed");
      }
    }

    private static SchemaException held(PlatformId platform, Optional<String> holder) {
      return SchemaException.conflict(
          "platform-held",
          "Platform '%s' is being changed by %s. Nothing was changed; try again when that is done"
              .formatted(platform, holder.map("'%s'"::formatted).orElse("somebody else")));
    }
  }

  /**
   * Holds nodes instead of those that were held before: no job begins on them until then, or until
   * this is closed.
   *
   * @return for each node on which a job runs already, why it is not held
   * @throws LostLeaseException when another took the platform over
   */
  SortedMap<NodeKey, String> nodes(Collection<NodeKey> nodes) {
    var busy = new TreeMap<NodeKey, String>();
    store.runs().hold(lease, platform, nodes).forEach((node, run) -> busy.put(node, inTheWay(run)));
    return busy;
  }

  private static String inTheWay(Run run) {
    return "Run %s of job '%s' is under way on node '%s' since %s, and nothing changes under a running job. Try again when it has ended, which 'trueup node end' tells of one that died"
        .formatted(run.id(), run.job(), run.node(), run.beganAt());
  }

  /** Leave to change the nodes that are held: for as long as the platform is. */
  Permission permission() {
    return () -> store.leases().require(lease);
  }

  /** Lets go; what cannot be given back expires soon. */
  @Override
  public void close() {
    try {
      keeper.release(lease);
    } catch (StateStoreException e) {
      LOG.warn("The lease '{}' is not given back and expires", lease.resource(), e);
    } finally {
      keeper.close();
    }
  }
}

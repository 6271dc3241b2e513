package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.work.LeaseKeeper;
import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.spi.LeaseFence;
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
 * A platform's lease that an operator's request holds under a name of its own, so that neither the
 * daemon's worker nor another operator changes the platform meanwhile.
 */
public final class OperatorLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperatorLease.class);

  private final StateStore store;
  private final PlatformId platform;
  private final LeaseKeeper keeper;
  private final Lease lease;

  private OperatorLease(StateStore store, PlatformId platform, LeaseKeeper keeper, Lease lease) {
    this.store = store;
    this.platform = platform;
    this.keeper = keeper;
    this.lease = lease;
  }

  /**
   * Claims the leases of platforms. Safe for any thread.
   *
   * @param keepers makes the keeper of a holder's leases within this process
   * @param patience how long to wait for the current holder
   */
  public record Claims(
      StateStore store,
      Function<String, LeaseKeeper> keepers,
      Duration patience,
      AtomicLong serial) {

    private static final Duration PAUSE = Duration.ofMillis(200);

    /**
     * Claims a platform.
     *
     * @throws PlatformHeldException when another holds it for longer than the patience lasts
     */
    public OperatorLease claim(PlatformId platform, String operator) {
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
      return new OperatorLease(
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
        throw new PlatformHeldException("The daemon is stopping; nothing was changed", true);
      }
    }

    private static PlatformHeldException held(PlatformId platform, Optional<String> holder) {
      return new PlatformHeldException(
          "Platform '%s' is being changed by %s. Nothing was changed; try again when that is done"
              .formatted(platform, holder.map("'%s'"::formatted).orElse("another process")),
          false);
    }
  }

  /**
   * Holds nodes in place of those held before: no job begins on them until the next call or until
   * this is closed.
   *
   * @return the nodes that are not held because a job runs on them, each with the reason
   * @throws LostLeaseException when another took the platform over
   */
  public SortedMap<NodeKey, String> hold(Collection<NodeKey> nodes) {
    var busy = new TreeMap<NodeKey, String>();
    store
        .runs()
        .lockNodes(lease, platform, nodes)
        .forEach((node, run) -> busy.put(node, running(run)));
    return busy;
  }

  private static String running(Run run) {
    return "Run %s of job '%s' has been running on node '%s' since %s, and nothing changes under a running job. Try again when it has ended; if the job died, end the run with 'trueup node end'"
        .formatted(run.id(), run.job(), run.node(), run.beganAt());
  }

  /** The lease, for what the store writes under it. */
  public Lease lease() {
    return lease;
  }

  /** The fence for changes of the nodes that are held. */
  public LeaseFence permission() {
    return () -> store.leases().requireHeld(lease);
  }

  /** Releases the lease; a lease that cannot be released expires soon. */
  @Override
  public void close() {
    try {
      keeper.release(lease);
    } catch (StateStoreException e) {
      LOG.warn("Cannot release the lease '{}'; it expires", lease.resource(), e);
    } finally {
      keeper.close();
    }
  }
}

package io.trueup.listener.engine.work;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.statestore.Lease;
import io.trueup.statestore.Leases;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims leases for this process and renews them while they are held, so that long work keeps them
 * and a dead process loses them soon. Safe for any thread.
 */
public final class LeaseKeeper implements Leaseholder, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Leases leases;
  private final String holder;
  private final Duration length;
  private final FactObserver facts;
  private final Set<Lease> held = ConcurrentHashMap.newKeySet();
  private final Threads.Timer timer;

  /**
   * Starts to renew leases.
   *
   * @param holder name of this process, the same after a restart, so that it need not wait for its
   *     own leases
   * @param length of a lease, which is renewed three times within it
   * @param threads where leases are renewed
   */
  public LeaseKeeper(Leases leases, String holder, Duration length, Threads threads) {
    this(leases, holder, length, threads, FactObserver.NONE);
  }

  /** The same, which tells of leases that are lost. */
  public LeaseKeeper(
      Leases leases, String holder, Duration length, Threads threads, FactObserver facts) {
    this.facts = facts;
    this.leases = leases;
    this.holder = holder;
    this.length = length;
    this.timer = threads.timer("lease-keeper");
    var period = length.dividedBy(3);
    timer.every(period, period, this::renewAll);
  }

  @Override
  public Optional<Lease> claim(String resource) {
    var lease = leases.claim(resource, holder, length);
    lease.ifPresent(held::add);
    return lease;
  }

  @Override
  public void release(Lease lease) {
    if (held.remove(lease)) {
      leases.release(lease);
    }
  }

  private void renewAll() {
    for (var lease : List.copyOf(held)) {
      try {
        leases.renew(lease, length);
      } catch (LostLeaseException e) {
        // A lease that was released meanwhile was not lost.
        if (held.remove(lease)) {
          facts.happened(new EngineFact.LeaseLost(lease.resource()));
          LOG.warn(
              "Lost lease '{}'; the database refuses all further writes under it",
              lease.resource());
        }
      } catch (StateStoreException e) {
        LOG.debug("Cannot renew lease '{}': {}", lease.resource(), e.getMessage());
      } catch (RuntimeException | Error e) {
        // A scheduled task that throws is never run again.
        LOG.error("Cannot renew lease '{}'; it is retried", lease.resource(), e);
      }
    }
  }

  @Override
  public void close() {
    timer.close();
  }
}

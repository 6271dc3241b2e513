package io.trueup.listener.daemon.hooks;

import io.trueup.statestore.Arrivals;
import io.trueup.statestore.Attribution;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.RefusedDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A store of two sources that fails or hangs on demand, and shows what it received. */
final class HookStore implements Deliveries {

  private static final int ALL = 1_000;

  private final InMemoryStateStore store;
  private final List<NewDelivery> came = new CopyOnWriteArrayList<>();
  private final BlockingQueue<RefusedDelivery> refusals = new LinkedBlockingQueue<>();
  private volatile boolean isDown;
  private volatile @Nullable CountDownLatch hanging;
  private volatile CountDownLatch entered = new CountDownLatch(1);

  HookStore(InstantSource clock) {
    store = new InMemoryStateStore(clock, new WhenAskedTo());
    store.sources().declare(new SourceId("acme"));
    store.sources().declare(new SourceId("open"));
  }

  private final class WhenAskedTo implements FaultPlan {

    @Override
    public void beforeCommit(String method) {
      if (isDown) {
        throw new StateStoreException("The database is down", true, new IllegalStateException());
      }
    }
  }

  void declare(SourceId source) {
    store.sources().declare(source);
  }

  void goDown() {
    isDown = true;
  }

  void comeBack() {
    isDown = false;
  }

  /**
   * Makes recording wait until the latch opens; returns a latch that opens when recording waits.
   */
  CountDownLatch hangUntil(CountDownLatch released) {
    entered = new CountDownLatch(1);
    hanging = released;
    return entered;
  }

  @Override
  public Optional<Delivery> record(NewDelivery delivery) {
    var latch = hanging;
    if (latch != null) {
      entered.countDown();
      await(latch);
    }
    var recorded = store.deliveries().record(delivery);
    recorded.ifPresent(_ -> came.add(delivery));
    return recorded;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void refuse(RefusedDelivery refused) {
    store.deliveries().refuse(refused);
    refusals.add(refused);
  }

  /** The next delivery that was recorded as refused; waits for it. */
  RefusedDelivery nextRefused() {
    try {
      return Objects.requireNonNull(
          refusals.poll(30, TimeUnit.SECONDS), "no refused delivery was recorded");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Delivery> newest(@Nullable SourceId source, int limit) {
    return store.deliveries().newest(source, limit);
  }

  @Override
  public Optional<Evidence> find(long id) {
    return store.deliveries().find(id);
  }

  @Override
  public Map<CommitId, Attribution> attributions(SourceId source, Collection<CommitId> commits) {
    return store.deliveries().attributions(source, commits);
  }

  @Override
  public Map<SourceId, Arrivals> arrivals() {
    return store.deliveries().arrivals();
  }

  Audit audit() {
    return store.audit();
  }

  /** The recorded deliveries, in order. */
  List<NewDelivery> deliveries() {
    return List.copyOf(came);
  }

  /** The refused deliveries, in order. */
  List<AuditEntry> entries() {
    return store.audit().newest(null, ALL).reversed();
  }
}

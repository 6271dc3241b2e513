package io.trueup.listener.hooks;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.Deliveries;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Keeps deliveries and audit entries in memory, and fails or hangs when asked to. */
final class RecordingStore implements Deliveries, Audit {

  private final Set<SourceId> known = Set.of(new SourceId("acme"), new SourceId("open"));
  private final List<NewDelivery> deliveries = new ArrayList<>();
  private final List<AuditEntry> entries = new ArrayList<>();
  private volatile boolean isDown;
  private volatile @Nullable CountDownLatch hanging;
  private volatile CountDownLatch entered = new CountDownLatch(1);

  void goDown() {
    isDown = true;
  }

  void comeBack() {
    isDown = false;
  }

  /** Makes recording wait until the latch is open; the one that is returned opens when it does. */
  CountDownLatch hangUntil(CountDownLatch released) {
    entered = new CountDownLatch(1);
    hanging = released;
    return entered;
  }

  synchronized List<NewDelivery> deliveries() {
    return List.copyOf(deliveries);
  }

  synchronized List<AuditEntry> entries() {
    return List.copyOf(entries);
  }

  @Override
  public Optional<Delivery> record(NewDelivery delivery) {
    var latch = hanging;
    if (latch != null) {
      entered.countDown();
      await(latch);
    }
    if (isDown) {
      throw new StateStoreException("The database is down", true, new IllegalStateException());
    }
    synchronized (this) {
      if (!known.contains(delivery.source())) {
        return Optional.empty();
      }
      var verdict = verdict(delivery);
      deliveries.add(delivery);
      return Optional.of(
          new Delivery(
              deliveries.size(),
              delivery.source(),
              delivery.deliveryId(),
              delivery.event(),
              verdict,
              delivery.ignoredBecause(),
              verdict == Verdict.IGNORED ? 0 : deliveries.size(),
              Instant.EPOCH));
    }
  }

  private Verdict verdict(NewDelivery delivery) {
    if (delivery.ignoredBecause() != null) {
      return Verdict.IGNORED;
    }
    return deliveries.stream()
        .filter(earlier -> earlier.deliveryId().equals(delivery.deliveryId()))
        .findFirst()
        .map(first ->
            first.bodyDigest().equals(delivery.bodyDigest())
                ? Verdict.DUPLICATE
                : Verdict.REPLAY_MISMATCH)
        .orElse(Verdict.ACCEPTED);
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
  public List<Delivery> newest(@Nullable SourceId source, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized void append(Actor actor, String verb, String subject, String reason) {
    entries.add(
        new AuditEntry(
            entries.size() + 1L, Instant.EPOCH, actor, verb, subject, null, null, reason));
  }

  @Override
  public void append(Actor actor, String verb, String subject, String after, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<AuditEntry> newest(@Nullable String subject, int limit) {
    throw new UnsupportedOperationException();
  }
}

package io.trueup.listener.work;

import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys: never twice at once on one key, and once more whenever a key was poked while it
 * was worked on (a level is compared, never a flag cleared). Each key's work runs on a virtual
 * thread of its own. Safe for any thread.
 *
 * @param <K> what is worked on
 */
public final class SerialWork<K> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SerialWork.class);
  private static final Duration AFTER_TRANSIENT = Duration.ofSeconds(2);
  private static final Duration AFTER_BUG = Duration.ofSeconds(30);

  private final String name;
  private final Function<K, Optional<Duration>> work;
  private final ExecutorService executor;
  private final ScheduledExecutorService alarm;
  private final Map<K, Slot> slots = new ConcurrentHashMap<>();

  private static final class Slot {
    final AtomicLong requested = new AtomicLong();
    final AtomicBoolean running = new AtomicBoolean();
    final AtomicBoolean isFailing = new AtomicBoolean();
  }

  /**
   * Starts with nothing to do.
   *
   * @param name of its threads
   * @param work done for a poked key; answers when to do it again by itself, empty for only when
   *     poked
   */
  public SerialWork(String name, Function<K, Optional<Duration>> work) {
    this.name = name;
    this.work = work;
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name + "-", 0).factory());
    this.alarm =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name + "-alarm").factory());
  }

  /** Asks for work on a key, now. */
  public void poke(K key) {
    var slot = slots.computeIfAbsent(key, _ -> new Slot());
    slot.requested.incrementAndGet();
    start(key, slot);
  }

  /** Asks for work on a key, later. */
  public void pokeAfter(K key, Duration delay) {
    try {
      var _ = alarm.schedule(() -> poke(key), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is closed; {} is not worked on again", name, key);
    }
  }

  private void start(K key, Slot slot) {
    if (slot.running.compareAndSet(false, true)) {
      try {
        executor.execute(() -> drain(key, slot));
      } catch (RejectedExecutionException e) {
        LOG.debug("{} is closed; {} is not worked on", name, key);
      } catch (Error e) {
        slot.running.set(false);
        throw e;
      }
    }
  }

  private void drain(K key, Slot slot) {
    var seen = slot.requested.get();
    try {
      once(key, slot);
      while (slot.requested.get() != seen && !executor.isShutdown()) {
        seen = slot.requested.get();
        once(key, slot);
      }
    } finally {
      // Whatever happens: a slot that stays taken is never worked on again.
      slot.running.set(false);
    }
    if (slot.requested.get() != seen && !executor.isShutdown()) {
      start(key, slot);
    }
  }

  private void once(K key, Slot slot) {
    try {
      var again = work.apply(key);
      if (slot.isFailing.compareAndSet(true, false)) {
        LOG.info("{} of {} works again", name, key);
      }
      again.ifPresent(delay -> pokeAfter(key, delay));
    } catch (LostLeaseException e) {
      LOG.info("{}. The other one goes on", e.getMessage());
    } catch (StateStoreException e) {
      if (slot.isFailing.compareAndSet(false, true)) {
        LOG.warn("{} of {} stops: {}. It is tried again until it works", name, key, e.getMessage());
      }
      pokeAfter(key, AFTER_TRANSIENT);
    } catch (RuntimeException | Error e) {
      if (!executor.isShutdown()) {
        pokeAfter(key, AFTER_BUG);
        LOG.error(
            "{} of {} failed on {}; it is tried again in {}",
            name,
            key,
            e instanceof Error ? "an error of the machine" : "a bug",
            AFTER_BUG,
            e);
      }
    }
  }

  /** Stops: work under way is interrupted, nothing new is begun. */
  @Override
  public void close() {
    alarm.shutdownNow();
    executor.shutdownNow();
    try {
      var _ = executor.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.trueup.listener.engine.work;

import io.trueup.model.stored.DamagedFileException;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work by key: never twice at once for one key, and once more when the key was poked meanwhile
 * (a level is compared, never a flag cleared). Each key's work runs on a virtual thread of its own.
 * Safe for any thread.
 *
 * @param <K> the keys
 */
public final class SerialWork<K> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SerialWork.class);
  private static final Duration AFTER_TRANSIENT = Duration.ofSeconds(2);
  private static final Duration AFTER_BUG = Duration.ofSeconds(30);

  private final String name;
  private final Function<K, Optional<Duration>> work;
  private final Threads.Runner runner;
  private final Threads.Timer alarm;
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
   * @param threads where the work runs
   * @param work for a poked key; returns after which time to repeat it, or empty to wait for a poke
   */
  public SerialWork(String name, Threads threads, Function<K, Optional<Duration>> work) {
    this.name = name;
    this.work = work;
    this.runner = threads.runner(name);
    this.alarm = threads.timer(name + "-alarm");
  }

  /** Requests work on a key, now. */
  public void poke(K key) {
    var slot = slots.computeIfAbsent(key, _ -> new Slot());
    slot.requested.incrementAndGet();
    start(key, slot);
  }

  /** Requests work on a key, later. */
  public void pokeAfter(K key, Duration delay) {
    alarm.after(delay, () -> poke(key));
  }

  private void start(K key, Slot slot) {
    if (slot.running.compareAndSet(false, true)) {
      try {
        runner.start(() -> runUntilQuiet(key, slot));
      } catch (Error e) {
        slot.running.set(false);
        throw e;
      }
    }
  }

  private void runUntilQuiet(K key, Slot slot) {
    var seen = slot.requested.get();
    try {
      runOnce(key, slot);
      while (slot.requested.get() != seen && !runner.isClosed()) {
        seen = slot.requested.get();
        runOnce(key, slot);
      }
    } finally {
      // Always: a slot that stays marked as running never runs again.
      slot.running.set(false);
    }
    if (slot.requested.get() != seen && !runner.isClosed()) {
      start(key, slot);
    }
  }

  private void runOnce(K key, Slot slot) {
    try {
      var again = work.apply(key);
      if (slot.isFailing.compareAndSet(true, false)) {
        LOG.info("{} of {} works again", name, key);
      }
      again.ifPresent(delay -> pokeAfter(key, delay));
    } catch (LostLeaseException e) {
      LOG.info("{}. The other process goes on", e.getMessage());
    } catch (StateStoreException e) {
      if (slot.isFailing.compareAndSet(false, true)) {
        LOG.warn("{} of {} failed: {}. It is retried until it works", name, key, e.getMessage());
      }
      pokeAfter(key, AFTER_TRANSIENT);
    } catch (DamagedFileException e) {
      LOG.info(
          "{} of {} found a compiled version damaged ({}); it is retried in {}",
          name,
          key,
          e.getMessage(),
          AFTER_TRANSIENT);
      pokeAfter(key, AFTER_TRANSIENT);
    } catch (RuntimeException | Error e) {
      if (!runner.isClosed()) {
        pokeAfter(key, AFTER_BUG);
        LOG.error(
            "{} of {} failed because of {}; it is retried in {}",
            name,
            key,
            e instanceof Error ? "a JVM error" : "a bug",
            AFTER_BUG,
            e);
      }
    }
  }

  /** Stops: interrupts running work and starts nothing new. */
  @Override
  public void close() {
    alarm.close();
    runner.close();
  }
}

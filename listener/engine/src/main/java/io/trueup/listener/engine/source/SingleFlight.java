package io.trueup.listener.engine.source;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Does work for a key once for all threads that ask for it at the same time: the first one works,
 * and the others get its result or its failure. Work for different keys does not wait for each
 * other. Thread-safe.
 *
 * @param <K> the keys
 * @param <V> the results, not null
 */
final class SingleFlight<K, V> {

  private final Map<K, CompletableFuture<V>> flights = new ConcurrentHashMap<>();

  /**
   * Works, or waits for another thread that does.
   *
   * @throws IllegalStateException when this thread is interrupted while it waits
   */
  V fly(K key, Supplier<V> work) {
    while (true) {
      var own = new CompletableFuture<V>();
      var other = flights.putIfAbsent(key, own);
      if (other == null) {
        return lead(key, own, work);
      }
      try {
        return other.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for %s".formatted(key), e);
      } catch (ExecutionException e) {
        // An interrupt was meant for that thread alone.
        if (!(e.getCause() instanceof LeaderInterruptedException)) {
          throw unchecked(Objects.requireNonNullElse(e.getCause(), e));
        }
      }
    }
  }

  /** The thread that worked was interrupted, so its failure says nothing. */
  private static final class LeaderInterruptedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private V lead(K key, CompletableFuture<V> own, Supplier<V> work) {
    try {
      var result = work.get();
      flights.remove(key, own);
      own.complete(result);
      return result;
    } catch (RuntimeException | Error e) {
      flights.remove(key, own);
      own.completeExceptionally(
          Thread.currentThread().isInterrupted() ? new LeaderInterruptedException() : e);
      throw e;
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException it ? it : new IllegalStateException(failure);
  }
}

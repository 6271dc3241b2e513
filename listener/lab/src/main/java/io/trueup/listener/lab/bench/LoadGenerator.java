package io.trueup.listener.lab.bench;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** Generates load. Requests are numbered from 0; a request ends when the consumer returns. */
final class LoadGenerator {

  private LoadGenerator() {}

  /**
   * The measured durations of a load.
   *
   * @param elapsedNanos from the first request to the last answer
   */
  record Result(DurationSamples samples, long elapsedNanos) {

    double perSecond() {
      return samples.size() * 1e9 / elapsedNanos;
    }
  }

  /**
   * An open model: requests arrive on schedule whether or not earlier ones are answered. The
   * duration of each is measured from its scheduled arrival.
   */
  static Result constantRate(int perSecond, Duration length, IntConsumer request) {
    var count = (int) (perSecond * length.toMillis() / 1000);
    return constantRate(perSecond, number -> number < count, request);
  }

  /**
   * The same until a condition ends.
   *
   * @param goesOn gets the number of the next request; asked when the one before has arrived
   */
  static Result constantRate(int perSecond, IntPredicate goesOn, IntConsumer request) {
    var took = new ConcurrentLinkedQueue<Long>();
    var count = 0;
    var start = System.nanoTime();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var i = 0; goesOn.test(i); i++) {
        count++;
        var number = i;
        var due = start + number * 1_000_000_000L / perSecond;
        for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        threads.execute(() -> {
          request.accept(number);
          took.add(System.nanoTime() - due);
        });
      }
    }
    if (took.size() < count) {
      throw new BenchException(
          "%d of %d requests failed".formatted(count - took.size(), count), null);
    }
    return new Result(DurationSamples.of(took), System.nanoTime() - start);
  }

  /**
   * A closed model: each client sends its next request as soon as the last one is answered.
   *
   * @param request gets the client's number, from 0
   */
  static Result saturating(int clients, Duration length, IntConsumer request) {
    var start = System.nanoTime();
    var end = start + length.toNanos();
    var took = new ConcurrentLinkedQueue<Long>();
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (var i = 0; i < clients; i++) {
        var client = i;
        threads.execute(() -> {
          for (var before = System.nanoTime(); before < end; before = System.nanoTime()) {
            request.accept(client);
            took.add(System.nanoTime() - before);
          }
        });
      }
    }
    return new Result(DurationSamples.of(took), System.nanoTime() - start);
  }
}

package io.trueup.listener.lab.bench;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that ask every model server without a pause, over connections that they keep: which version
 * is {@code merged}, and in turn for a dataset of a pinned version, which is the newest one that
 * any model server has named, or an older one that is leased. Safe for any thread.
 */
final class ServedQuestions implements AutoCloseable {

  /** Over each, as many questions; two find a flip twice as soon as one. */
  private static final int CONNECTIONS = 2;

  private static final int MOST_KEPT = 20;
  private static final String MERGED = "/api/v1/models/%s/merged".formatted(DaemonUnderTest.SOURCE);

  private final ServedAnswers answers;
  private final int merges;
  private final String headers;
  private final AtomicLong newest = new AtomicLong(1);
  private final List<Long> leased = new CopyOnWriteArrayList<>();
  private final Queue<Long> took = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final Map<String, Map<Long, Instant>> named = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile long begun = System.nanoTime();
  private volatile boolean isOver;

  /**
   * Asks nothing yet.
   *
   * @param merges whose datasets are asked for
   * @param headers of each request: lines, each with its end
   */
  ServedQuestions(ServedAnswers answers, int merges, String headers) {
    this.answers = answers;
    this.merges = merges;
    this.headers = headers;
  }

  /** Asks for datasets of a version, too, which a lease keeps. */
  void askAbout(long version) {
    leased.add(version);
  }

  /** Asks a model server from now on, so many times a second. */
  void ask(String instance, URI address, double perSecond) {
    for (var i = 0; i < CONNECTIONS; i++) {
      var random = new Random(threads.size());
      var nanos = (long) (1e9 * CONNECTIONS / perSecond);
      var first = System.nanoTime() + nanos * i / CONNECTIONS;
      threads.add(
          Thread.ofPlatform()
              .name("jobs-%s-%d".formatted(instance, i))
              .start(() -> ask(instance, address, first, nanos, random)));
    }
  }

  /** An open model: each question is timed from its scheduled moment. */
  private void ask(String instance, URI address, long first, long nanos, Random random) {
    KeepAliveClient client = null;
    for (var due = first; !isOver; due += nanos) {
      due = Math.max(due, begun);
      for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      try {
        client = client == null ? new KeepAliveClient(address) : client;
        ask(instance, address, client, random);
        took.add(System.nanoTime() - due);
      } catch (RuntimeException e) {
        fail("%s: %s".formatted(instance, e));
        close(client);
        client = null;
      }
      asked.incrementAndGet();
    }
    close(client);
  }

  private static void close(@Nullable KeepAliveClient client) {
    if (client != null) {
      client.close();
    }
  }

  private void ask(String instance, URI address, KeepAliveClient client, Random random) {
    if (random.nextBoolean()) {
      askMerged(instance, address, client);
    } else {
      var version =
          leased.isEmpty() || random.nextBoolean()
              ? newest.get()
              : leased.get(random.nextInt(leased.size()));
      var merge = 1 + random.nextInt(merges);
      var answer = client.send(get(address, answers.target(version, merge)));
      if (answer.status() == 200) {
        answers.pinned(instance, version, merge, answer.body());
      } else {
        fail("%s answers version %d by %s".formatted(instance, version, answer));
      }
    }
  }

  private byte[] get(URI server, String target) {
    return KeepAliveClient.get(server.resolve(target), headers);
  }

  private void askMerged(String instance, URI address, KeepAliveClient client) {
    var known = newest.get();
    var answer = client.send(get(address, MERGED));
    if (answer.status() != 307) {
      fail("%s answers 'merged' by %s".formatted(instance, answer));
      return;
    }
    var version =
        Long.parseLong(answer.location().substring(answer.location().lastIndexOf('/') + 1));
    answers.merged(instance, known, version);
    newest.accumulateAndGet(version, Math::max);
    named
        .computeIfAbsent(instance, _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(version, _ -> BenchVersions.now());
  }

  private void fail(String what) {
    failed.incrementAndGet();
    if (failures.size() < MOST_KEPT) {
      failures.add(what);
    }
  }

  /** When a model server first named a version as {@code merged}. */
  Optional<Instant> firstNamed(String instance, long version) {
    return Optional.ofNullable(named.getOrDefault(instance, Map.of()).get(version));
  }

  /**
   * How long questions took since the last call; those that failed are not among them. What was due
   * before this call and is not asked yet is left out, so that the next samples begin without a
   * queue.
   */
  DurationSamples takeSamples() {
    begun = System.nanoTime();
    var samples = new ArrayList<Long>();
    for (var next = took.poll(); next != null; next = took.poll()) {
      samples.add(next);
    }
    return DurationSamples.of(samples.stream().mapToLong(Long::longValue).toArray());
  }

  /** How many questions were asked. */
  long asked() {
    return asked.get();
  }

  /** How many got no answer, or another one than they should. */
  long failed() {
    return failed.get();
  }

  /** The first failures. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Asks no more, and returns when all questions are answered. */
  void end() {
    isOver = true;
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end();
  }
}

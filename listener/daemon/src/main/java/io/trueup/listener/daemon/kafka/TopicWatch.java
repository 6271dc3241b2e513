package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks now and then whether the brokers answer, whether topics are there, and whether one was made
 * anew, which a consumer alone would not notice. For one thread; waits for nothing.
 */
final class TopicWatch implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Brokers brokers;
  private final KafkaFailures failures;
  private final Collection<String> topics;
  private final LongSupplier nanoTime;
  private final Map<String, Described> known = new TreeMap<>();
  private @Nullable Map<String, CompletableFuture<Described>> asked;
  private @Nullable Long askedAt;

  /**
   * What one answer says.
   *
   * @param problem one sentence; empty when all is well
   * @param madeAnew the topics that are others than before
   */
  record Finding(String problem, List<String> madeAnew) {

    Finding {
      madeAnew = List.copyOf(madeAnew);
    }
  }

  /** A topic as brokers describe it. */
  record Described(Uuid id, int partitions) {}

  /** What is asked. */
  interface Brokers extends AutoCloseable {

    /** Asks for descriptions of topics; waits for nothing. */
    Map<String, CompletableFuture<Described>> describe(Collection<String> topics);

    @Override
    void close();
  }

  TopicWatch(
      Brokers brokers, KafkaFailures failures, Collection<String> topics, LongSupplier nanoTime) {
    this.brokers = brokers;
    this.failures = failures;
    this.topics = List.copyOf(topics);
    this.nanoTime = nanoTime;
  }

  /** The id that a topic had when it was last seen; empty when it was not seen. */
  String id(String topic) {
    var described = known.get(topic);
    return described == null ? "" : described.id().toString();
  }

  /** How many partitions each topic had when it was last seen, by the topic's name. */
  SortedMap<String, Integer> partitions() {
    var counts = new TreeMap<String, Integer>();
    known.forEach((topic, described) -> counts.put(topic, described.partitions()));
    return counts;
  }

  /** Asks when it is time, and takes the answer once it is there. */
  Optional<Finding> look() {
    if (asked == null) {
      if (askedAt == null || nanoTime.getAsLong() - askedAt >= EVERY.toNanos()) {
        askedAt = nanoTime.getAsLong();
        asked = brokers.describe(topics);
      }
      return Optional.empty();
    }
    if (!asked.values().stream().allMatch(CompletableFuture::isDone)) {
      return Optional.empty();
    }
    var answers = asked;
    asked = null;
    return Optional.of(finding(answers));
  }

  /** Asks, and waits for the answer. */
  Finding await() {
    return finding(brokers.describe(topics));
  }

  private Finding finding(Map<String, CompletableFuture<Described>> answers) {
    var missing = new TreeSet<String>();
    var madeAnew = new TreeSet<String>();
    var problem = "";
    for (var each : answers.entrySet()) {
      var topic = each.getKey();
      try {
        var described = each.getValue().join();
        var former = known.put(topic, described);
        if (former != null && !former.id().equals(described.id())) {
          madeAnew.add(topic);
        }
      } catch (CompletionException e) {
        if (e.getCause() instanceof UnknownTopicOrPartitionException) {
          missing.add(topic);
        } else {
          problem = failures.sentence(e);
        }
      }
    }
    if (problem.isEmpty() && !missing.isEmpty()) {
      problem =
          "There is no topic '%s'. Create it with 'trueup topics create'"
              .formatted(String.join("', '", missing));
    }
    return new Finding(problem, List.copyOf(madeAnew));
  }

  @Override
  public void close() {
    brokers.close();
  }
}

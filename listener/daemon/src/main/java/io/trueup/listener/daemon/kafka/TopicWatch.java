package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks now and then whether the brokers answer, whether topics are there, and whether one was made
 * anew, which a consumer alone would not notice. For one thread; waits for nothing.
 */
final class TopicWatch implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Admin admin;
  private final KafkaFailures failures;
  private final Collection<String> topics;
  private final Map<String, Uuid> ids = new TreeMap<>();
  private @Nullable Map<String, CompletableFuture<TopicDescription>> asked;
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

  TopicWatch(Admin admin, KafkaFailures failures, Collection<String> topics) {
    this.admin = admin;
    this.failures = failures;
    this.topics = List.copyOf(topics);
  }

  /** The id that a topic had when it was last seen; empty when it was not seen. */
  String id(String topic) {
    var id = ids.get(topic);
    return id == null ? "" : id.toString();
  }

  /** Asks when it is time, and takes the answer once it is there. */
  Optional<Finding> look() {
    if (asked == null) {
      if (askedAt == null || System.nanoTime() - askedAt >= EVERY.toNanos()) {
        askedAt = System.nanoTime();
        asked = ask();
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
    return finding(ask());
  }

  private Map<String, CompletableFuture<TopicDescription>> ask() {
    var answers = new TreeMap<String, CompletableFuture<TopicDescription>>();
    admin
        .describeTopics(topics, new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis()))
        .topicNameValues()
        .forEach((topic, answer) ->
            answers.put(topic, answer.toCompletionStage().toCompletableFuture()));
    return answers;
  }

  private Finding finding(Map<String, CompletableFuture<TopicDescription>> answers) {
    var missing = new TreeSet<String>();
    var madeAnew = new TreeSet<String>();
    var problem = "";
    for (var each : answers.entrySet()) {
      var topic = each.getKey();
      try {
        var id = each.getValue().join().topicId();
        var former = ids.put(topic, id);
        if (former != null && !former.equals(id)) {
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
    admin.close(Duration.ofSeconds(1));
  }
}

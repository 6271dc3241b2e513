package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/** Topics as brokers describe them. Safe for any thread. */
final class DescribedTopics implements TopicWatch.Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Admin admin;

  DescribedTopics(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Map<String, CompletableFuture<TopicWatch.Described>> describe(Collection<String> topics) {
    var answers = new TreeMap<String, CompletableFuture<TopicWatch.Described>>();
    admin
        .describeTopics(topics, new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis()))
        .topicNameValues()
        .forEach((topic, answer) ->
            answers.put(
                topic,
                answer
                    .toCompletionStage()
                    .thenApply(DescribedTopics::described)
                    .toCompletableFuture()));
    return answers;
  }

  private static TopicWatch.Described described(TopicDescription topic) {
    return new TopicWatch.Described(topic.topicId(), topic.partitions().size());
  }

  @Override
  public void close() {
    admin.close(CLOSE);
  }
}

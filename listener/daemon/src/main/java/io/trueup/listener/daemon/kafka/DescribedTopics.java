package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;

/** The ids of topics, as brokers describe them. Safe for any thread. */
final class DescribedTopics implements TopicWatch.Brokers {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final Admin admin;

  DescribedTopics(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Map<String, CompletableFuture<Uuid>> ids(Collection<String> topics) {
    var answers = new TreeMap<String, CompletableFuture<Uuid>>();
    admin
        .describeTopics(topics, new DescribeTopicsOptions().timeoutMs((int) PATIENCE.toMillis()))
        .topicNameValues()
        .forEach((topic, answer) ->
            answers.put(
                topic,
                answer
                    .toCompletionStage()
                    .thenApply(TopicDescription::topicId)
                    .toCompletableFuture()));
    return answers;
  }

  @Override
  public void close() {
    admin.close(CLOSE);
  }
}

package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.engine.DaemonException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topics that a configuration names: creates them and compares them with what they should be.
 */
public final class Topics implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<WantedTopic> wanted;
  private final Admin admin;
  private final KafkaFailures failures;

  private Topics(List<WantedTopic> wanted, Admin admin, KafkaFailures failures) {
    this.wanted = wanted;
    this.admin = admin;
    this.failures = failures;
  }

  /**
   * Connects.
   *
   * @throws DaemonException when the configuration names no cluster, or a secret is missing
   */
  public static Topics open(
      Configuration configuration, SecretReader secrets, InstantSource clock) {
    var kafka = configuration.kafka();
    if (kafka == null) {
      throw new DaemonException(
          "The configuration names no Kafka cluster. Add 'kafka' with its 'servers'", null);
    }
    var clients = new KafkaClients(kafka, secrets, clock);
    try {
      return new Topics(WantedTopic.of(configuration), clients.admin(), clients.failures());
    } catch (KafkaSetupException | KafkaException e) {
      throw new DaemonException(clients.failures().sentence(e), e);
    }
  }

  /** The names of all topics that the configuration names, in order. */
  public List<String> names() {
    return wanted.stream().map(WantedTopic::name).toList();
  }

  /**
   * Creates those that are missing, and changes no other.
   *
   * @return the names of those that it created
   * @throws DaemonException when the brokers do not answer or refuse
   */
  public List<String> create() {
    var created = new ArrayList<String>();
    var answers =
        admin
            .createTopics(
                wanted.stream()
                    .map(it ->
                        new NewTopic(it.name(), it.partitions(), (short) it.replicas())
                            .configs(it.settings()))
                    .toList())
            .values();
    for (var topic : wanted) {
      try {
        answer(Objects.requireNonNull(answers.get(topic.name())));
        created.add(topic.name());
      } catch (TopicExistsException _) {
        // Another one made it, perhaps long ago; check says whether it suits.
      } catch (InvalidReplicationFactorException e) {
        throw new DaemonException(
            "Cannot create topic '%s' with %d replicas, because there are fewer brokers. Set 'kafka.topics.replicas'"
                .formatted(topic.name(), topic.replicas()),
            e);
      } catch (KafkaException e) {
        throw new DaemonException(
            "Cannot create topic '%s'. %s".formatted(topic.name(), failures.sentence(e)), e);
      }
    }
    return List.copyOf(created);
  }

  /**
   * What differs, one sentence for each difference.
   *
   * @throws DaemonException when the brokers do not answer or refuse
   */
  public List<String> check() {
    var found = new ArrayList<String>();
    var descriptions = admin.describeTopics(names()).topicNameValues();
    for (var topic : wanted) {
      try {
        var description = answer(Objects.requireNonNull(descriptions.get(topic.name())));
        found.addAll(
            topic.differences(
                description.partitions().size(), replicas(description), settings(topic.name())));
      } catch (UnknownTopicOrPartitionException _) {
        found.add(
            "There is no topic '%s'. Create it with 'trueup topics create'"
                .formatted(topic.name()));
      } catch (KafkaException e) {
        throw new DaemonException(
            "Cannot check topic '%s'. %s".formatted(topic.name(), failures.sentence(e)), e);
      }
    }
    return List.copyOf(found);
  }

  private static int replicas(TopicDescription description) {
    return description.partitions().stream().mapToInt(it -> it.replicas().size()).min().orElse(0);
  }

  private Map<String, String> settings(String topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var future =
        Objects.requireNonNull(admin.describeConfigs(List.of(resource)).values().get(resource));
    var settings = new HashMap<String, String>();
    for (var entry : answer(future).entries()) {
      Optional.ofNullable(entry.value()).ifPresent(it -> settings.put(entry.name(), it));
    }
    return settings;
  }

  private static <T> T answer(Future<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}

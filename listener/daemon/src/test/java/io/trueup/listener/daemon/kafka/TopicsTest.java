package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.listener.engine.DaemonException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicsTest extends KafkaFixture {

  private final String events = TestKafka.uniqueName("events");
  private int replicas = 1;

  @Override
  String more() {
    return """
      events: {topic: %s}
      topics: {partitions: 4, replicas: %d, keep: 7d}
    """
        .formatted(events, replicas);
  }

  private Topics open() {
    return open(servers);
  }

  private Topics open(String brokers) {
    return Topics.open(
        configuration(brokers), new SecretReader(_ -> SECRET), InstantSource.system());
  }

  @Test
  void createsThemAsTheyShouldBe() throws Exception {
    try (var topics = open()) {
      assertThat(topics.check())
          .hasSize(4)
          .contains(
              "There is no topic '%s'. Create it with 'trueup topics create'".formatted(events));

      assertThat(topics.create()).containsExactlyInAnyOrder(own, shared, dead, events);

      assertThat(topics.check()).isEmpty();
      assertThat(topics.create()).isEmpty();
    }
    var made = admin.describeTopics(List.of(own, dead)).allTopicNames().get(10, TimeUnit.SECONDS);
    assertThat(Objects.requireNonNull(made.get(own)).partitions()).hasSize(4);
    assertThat(Objects.requireNonNull(made.get(dead)).partitions()).hasSize(1);
  }

  @Test
  void saysWhatDiffers() throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic(own, 1, (short) 1)
                    .configs(
                        Map.of(
                            "cleanup.policy", "compact",
                            "retention.ms", "3600000",
                            "max.message.bytes", "1000")),
                new NewTopic(shared, 8, (short) 1)
                    .configs(Map.of("retention.ms", "-1", "max.message.bytes", "40000000")),
                new NewTopic(dead, 1, (short) 1).configs(Map.of("max.message.bytes", "40000000")),
                new NewTopic(events, 4, (short) 1)
                    .configs(Map.of("max.message.bytes", "40000000"))))
        .all()
        .get(30, TimeUnit.SECONDS);

    try (var topics = open()) {
      assertThat(topics.check())
          .containsExactly(
              "Topic '%s' has 1 partition(s) and should have 4. Add partitions before it is used: later, records with one key lie in two of them"
                  .formatted(own),
              "Topic '%s' has cleanup.policy=compact and should have delete".formatted(own),
              "Topic '%s' has max.message.bytes=1000 and should have 4194304".formatted(own),
              "Topic '%s' has retention.ms=3600000 and should have 604800000".formatted(own));
    }
  }

  @Test
  void saysThatThereAreTooFewBrokers() {
    replicas = 3;

    try (var topics = open()) {
      assertThatThrownBy(topics::create)
          .isInstanceOf(DaemonException.class)
          .hasMessageMatching(
              "Cannot create topic '.*' with 3 replicas, because there are fewer brokers. Set 'kafka.topics.replicas'");
    }
  }

  @Test
  void saysThatNoBrokerAnswers() {
    try (var topics = open("127.0.0.1:1")) {
      assertThatThrownBy(topics::check)
          .isInstanceOf(DaemonException.class)
          .hasMessageContaining(
              "No broker answers at 127.0.0.1:1. Check 'kafka.servers', and that 'kafka.tls' and 'kafka.login' suit them");
    }
  }
}

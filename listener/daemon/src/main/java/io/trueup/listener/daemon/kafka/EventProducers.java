package io.trueup.listener.daemon.kafka;

import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/** Producers of the topic of events, all of one transactional id. Thread-safe. */
final class EventProducers implements EventTopic.Brokers {

  private final KafkaClients clients;
  private final String topic;

  EventProducers(KafkaClients clients, String topic) {
    this.clients = clients;
    this.topic = topic;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public String problemOfTopic() {
    try (var watch = clients.watch(List.of(topic))) {
      return watch.await().problem();
    }
  }

  @Override
  public Producer<byte[], byte[]> producer() {
    return clients.transactionalProducer(clients.configuration().group() + "-events");
  }

  @Override
  public KafkaFailures failures() {
    return clients.failures();
  }
}

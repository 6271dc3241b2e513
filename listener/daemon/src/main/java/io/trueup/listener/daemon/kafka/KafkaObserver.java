package io.trueup.listener.daemon.kafka;

/** Observes what goes through Kafka, for metrics. Thread-safe, and never blocks. */
public interface KafkaObserver {

  /** Records of a batch were recorded as deliveries. */
  void recorded(int records);

  /** Records were put aside as dead letters. */
  void putAside(int records);

  /** Records could not be recorded and will be read again. */
  void postponed(int records);

  /** How many records of a topic are not yet read, in the partitions that this process reads. */
  void lags(String topic, long records);

  /** State changes were acknowledged by the brokers. */
  void relayed(int changes);
}

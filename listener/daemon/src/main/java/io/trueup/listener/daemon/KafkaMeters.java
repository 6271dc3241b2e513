package io.trueup.listener.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.trueup.listener.daemon.kafka.KafkaObserver;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of what goes through Kafka. Thread-safe. */
final class KafkaMeters implements KafkaObserver {

  private final MeterRegistry metrics;
  private final Counter recorded;
  private final Counter putAside;
  private final Counter postponed;
  private final Counter relayed;
  private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();

  KafkaMeters(MeterRegistry metrics) {
    this.metrics = metrics;
    this.recorded = records("recorded");
    this.putAside = records("dead-letter");
    this.postponed = records("postponed");
    this.relayed =
        Counter.builder("kafka.events")
            .description("State changes that the brokers acknowledged")
            .register(metrics);
  }

  private Counter records(String outcome) {
    return Counter.builder("kafka.records")
        .description("Records with deliveries, by what became of them")
        .tag("outcome", outcome)
        .register(metrics);
  }

  @Override
  public void recorded(int records) {
    recorded.increment(records);
  }

  @Override
  public void putAside(int records) {
    putAside.increment(records);
  }

  @Override
  public void postponed(int records) {
    postponed.increment(records);
  }

  @Override
  public void lags(String topic, long records) {
    lags.computeIfAbsent(
            topic,
            name ->
                Objects.requireNonNull(
                    metrics.gauge("kafka.lag", Tags.of("topic", name), new AtomicLong())))
        .set(records);
  }

  @Override
  public void relayed(int changes) {
    relayed.increment(changes);
  }
}

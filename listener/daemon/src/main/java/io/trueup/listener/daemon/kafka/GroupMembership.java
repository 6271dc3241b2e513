package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a consumer takes part in its group. One that the group's coordinator does not let in
 * reads nothing, and neither fails nor lags. For one thread.
 */
final class GroupMembership {

  private static final String METRICS = "consumer-coordinator-metrics";
  private static final String SINCE_HEARTBEAT = "last-heartbeat-seconds-ago";

  private final Consumer<?, ?> consumer;
  private final String group;
  private final Duration session;
  private final LongSupplier nanoTime;
  private @Nullable Long began;

  /**
   * The membership of a consumer.
   *
   * @param session after which time without a heartbeat it is no member
   * @param nanoTime as of {@link System#nanoTime}
   */
  GroupMembership(Consumer<?, ?> consumer, String group, Duration session, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.group = group;
    this.session = session;
    this.nanoTime = nanoTime;
  }

  /** The consumer is about to join. */
  void begin() {
    began = nanoTime.getAsLong();
  }

  /** Why nothing is read; empty while it is a member, and as long as joining may take. */
  Optional<String> problem() {
    return began != null && sinceHeartbeat(began).compareTo(session) > 0
        ? Optional.of(
            "The brokers do not let this daemon into the group '%s', so it reads nothing. Another member may hold the group up: 'kafka-consumer-groups.sh --describe --members --group %s' lists them"
                .formatted(group, group))
        : Optional.empty();
  }

  /**
   * For how long no heartbeat was sent. None is sent while the group waits for its members, nor to
   * a coordinator that does not answer.
   */
  private Duration sinceHeartbeat(long began) {
    for (var metric : consumer.metrics().entrySet()) {
      if (metric.getKey().group().equals(METRICS)
          && metric.getKey().name().equals(SINCE_HEARTBEAT)
          && metric.getValue().metricValue() instanceof Number seconds
          && seconds.doubleValue() >= 0) {
        return Duration.ofSeconds(seconds.longValue());
      }
    }
    return Duration.ofNanos(nanoTime.getAsLong() - began);
  }
}

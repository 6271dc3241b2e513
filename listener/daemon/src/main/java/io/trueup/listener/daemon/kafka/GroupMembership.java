package io.trueup.listener.daemon.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Whether a consumer takes part in its group. One that the group's coordinator does not let in
 * reads nothing, and neither fails nor lags. For one thread.
 */
final class GroupMembership {

  private static final String METRICS = "consumer-coordinator-metrics";
  private static final String SINCE_HEARTBEAT = "last-heartbeat-seconds-ago";

  private final Consumer<?, ?> consumer;
  private final String group;
  private final Duration longest;
  private final LongSupplier nanoTime;
  private final long began;

  /**
   * The membership of a consumer that is about to join.
   *
   * @param session the session timeout: after it a silent member is removed from the group
   * @param nanoTime as of {@link System#nanoTime}
   */
  GroupMembership(Consumer<?, ?> consumer, String group, Duration session, LongSupplier nanoTime) {
    this.consumer = consumer;
    this.group = group;
    // One session passes until a killed member is removed, and part of another to a heartbeat.
    this.longest = session.multipliedBy(2);
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /** What is wrong; empty while it is a member, and as long as joining may take. */
  Optional<String> problem() {
    if (sinceHeartbeat().compareTo(longest) <= 0) {
      return Optional.empty();
    }
    var what =
        consumer.assignment().isEmpty()
            ? "The brokers do not let this daemon into the group '%s', so it reads nothing."
            : "A rebalance of group '%s' does not finish. This daemon reads the partitions that it has, and gets no others.";
    return Optional.of(
        (what
                + " Another member may be holding up the group: 'kafka-consumer-groups.sh --describe --members --group %s' lists them")
            .formatted(group, group));
  }

  /**
   * For how long no heartbeat was sent. None is sent while the group waits for its members, nor to
   * a coordinator that does not answer.
   */
  private Duration sinceHeartbeat() {
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

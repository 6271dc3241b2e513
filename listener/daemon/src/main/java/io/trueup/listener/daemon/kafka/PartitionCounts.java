package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Compares how many partitions topics have with how many they should have, and had before, and
 * tells the health what is odd about them. Thread-safe.
 */
final class PartitionCounts {

  private final Map<String, Integer> wanted;
  private final Set<String> ordered;
  private final KafkaHealth health;
  private final Map<String, Integer> fewest = new ConcurrentHashMap<>();

  /**
   * Nothing is seen yet.
   *
   * @param wanted how many partitions each topic should have at least
   * @param ordered the topics in which the order of records with the same key matters
   */
  PartitionCounts(Map<String, Integer> wanted, Set<String> ordered, KafkaHealth health) {
    this.wanted = Map.copyOf(wanted);
    this.ordered = Set.copyOf(ordered);
    this.health = health;
  }

  /** For the topics that a configuration names. */
  static PartitionCounts of(Configuration configuration, KafkaHealth health) {
    var wanted = new HashMap<String, Integer>();
    WantedTopic.of(configuration).forEach(it -> wanted.put(it.name(), it.partitions()));
    var ordered = new HashSet<String>();
    var kafka = Objects.requireNonNull(configuration.kafka());
    if (kafka.events() != null) {
      ordered.add(kafka.events());
    }
    if (kafka.work() != null) {
      ordered.add(kafka.work().commands());
      ordered.add(kafka.work().results());
    }
    return new PartitionCounts(wanted, ordered, health);
  }

  /** A topic was seen with as many partitions. */
  void seen(String topic, int partitions) {
    // A topic has fewer partitions than before only when it was deleted and created again.
    var before = fewest.merge(topic, partitions, Math::min);
    var odd = new ArrayList<String>();
    if (partitions > before && ordered.contains(topic)) {
      odd.add(
          "Topic '%s' grew from %d to %d partitions while it was in use: records of one platform may lie in two of them now, and their order across the change is lost"
              .formatted(topic, before, partitions));
    }
    var least = wanted.getOrDefault(topic, 1);
    if (partitions < least) {
      odd.add(
          "Topic '%s' has %d partition(s) and should have %d by 'kafka.topics.partitions'. It is used all the same; 'trueup topics check' says more"
              .formatted(topic, partitions, least));
    }
    health.remark(topic, String.join(". ", odd));
  }
}

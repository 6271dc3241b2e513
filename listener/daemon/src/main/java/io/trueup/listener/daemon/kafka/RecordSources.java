package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.KafkaConfiguration;
import io.trueup.statestore.SourceId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which source a record is for: the one whose topic it is in, and in the shared topic the one that
 * has its key. Immutable.
 */
final class RecordSources {

  private final @Nullable String shared;
  private final Map<String, RecordSource> byTopic = new TreeMap<>();
  private final Map<String, RecordSource> byKey = new TreeMap<>();

  /**
   * The sources that take records.
   *
   * @param sources all that are configured
   * @param reader makes what reads the records of one
   */
  RecordSources(
      KafkaConfiguration kafka,
      SortedMap<SourceId, Configuration.Source> sources,
      Function<Configuration.Source, RecordSource> reader) {
    this.shared = kafka.deliveries().topic();
    for (var source : sources.values()) {
      var records = source.records();
      if (records != null) {
        var reading = reader.apply(source);
        if (records.topic() != null) {
          byTopic.put(records.topic(), reading);
        } else {
          records.keys().forEach(key -> byKey.put(key, reading));
        }
      }
    }
  }

  /** The topics to read, in order. */
  SortedSet<String> topics() {
    var topics = new TreeSet<>(byTopic.keySet());
    if (shared != null && !byKey.isEmpty()) {
      topics.add(shared);
    }
    return topics;
  }

  Optional<RecordSource> find(String topic, String key) {
    return Optional.ofNullable(topic.equals(shared) ? byKey.get(key) : byTopic.get(topic));
  }
}

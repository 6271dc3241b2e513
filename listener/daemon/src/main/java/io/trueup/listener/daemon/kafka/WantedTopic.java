package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.KafkaConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as a configuration wants it.
 *
 * @param settings which differ from the brokers' defaults, by name
 */
record WantedTopic(String name, int partitions, int replicas, SortedMap<String, String> settings) {

  private static final int LEAST_BYTES = 4 << 20;

  /** Headers and keys, beside a body. */
  private static final int HEAD_BYTES = 128 << 10;

  /** The topics that a configuration names; empty when it names no cluster. Pure. */
  static List<WantedTopic> of(Configuration configuration) {
    var kafka = configuration.kafka();
    if (kafka == null) {
      return List.of();
    }
    var form = kafka.form();
    var bytes = Math.max(LEAST_BYTES, configuration.hooks().maxBodySize() + HEAD_BYTES);
    var names = new TreeMap<String, Integer>();
    var shared = kafka.deliveries().topic();
    var takes = false;
    for (var source : configuration.sources().values()) {
      var records = source.records();
      if (records != null) {
        takes = true;
        names.put(
            records.topic() == null ? Objects.requireNonNull(shared) : records.topic(),
            form.partitions());
      }
    }
    if (takes) {
      names.put(kafka.deliveries().deadLetters(), 1);
    }
    if (kafka.events() != null) {
      names.put(kafka.events(), form.partitions());
    }
    var work = kafka.work();
    if (work != null) {
      names.put(work.commands(), form.partitions());
      names.put(work.results(), form.partitions());
    }
    var wanted = new ArrayList<WantedTopic>();
    names.forEach((name, partitions) ->
        wanted.add(new WantedTopic(name, partitions, form.replicas(), settings(form, bytes))));
    return List.copyOf(wanted);
  }

  private static SortedMap<String, String> settings(KafkaConfiguration.TopicForm form, int bytes) {
    return new TreeMap<>(
        Map.of(
            // Compaction would remove what a reader has not read.
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_DELETE,
            TopicConfig.RETENTION_MS_CONFIG,
            Long.toString(form.keep().toMillis()),
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            Integer.toString(Math.max(1, form.replicas() - 1)),
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            Integer.toString(bytes)));
  }

  /**
   * How a topic differs from what is wanted, one sentence for each difference. Pure.
   *
   * @param actual its settings, by name
   */
  List<String> differences(int itsPartitions, int itsReplicas, Map<String, String> actual) {
    var found = new ArrayList<String>();
    if (itsPartitions < partitions) {
      found.add(
          "Topic '%s' has %d partition(s) and should have %d. Add partitions before it is used: later, records with one key lie in two of them"
              .formatted(name, itsPartitions, partitions));
    }
    if (itsReplicas < replicas) {
      found.add(
          "Topic '%s' has %d replica(s) of a partition and should have %d. Reassign its partitions"
              .formatted(name, itsReplicas, replicas));
    }
    settings.forEach((setting, wanted) -> {
      var value = actual.getOrDefault(setting, "");
      if (!isEnough(setting, value, wanted)) {
        found.add(
            "Topic '%s' has %s=%s and should have %s"
                .formatted(name, setting, value.isEmpty() ? "(none)" : value, wanted));
      }
    });
    return List.copyOf(found);
  }

  private static boolean isEnough(String setting, String value, String wanted) {
    if (setting.equals(TopicConfig.CLEANUP_POLICY_CONFIG)) {
      return value.equals(wanted);
    }
    try {
      var number = Long.parseLong(value);
      return number < 0 || number >= Long.parseLong(wanted);
    } catch (NumberFormatException _) {
      return false;
    }
  }
}

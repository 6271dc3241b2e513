package io.trueup.listener.daemon.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the results were read. It outlives the sessions, so that none is missed between two of
 * them. For one thread at a time.
 */
final class ResultPositions {

  private final Map<TopicPartition, Long> next = new HashMap<>();
  private String topicId = "";

  /**
   * Lets a consumer go on: at first with what comes from now on; in partitions that were added, and
   * when the topic was made anew, at the beginning.
   */
  void assign(Consumer<?, ?> consumer, String itsTopicId, List<TopicPartition> partitions) {
    consumer.assign(partitions);
    if (topicId.isEmpty()) {
      consumer.seekToEnd(partitions);
      // Asked for now: a result of the first command must be behind it.
      partitions.forEach(it -> next.put(it, consumer.position(it)));
    } else {
      if (!topicId.equals(itsTopicId)) {
        next.clear();
      }
      partitions.forEach(it -> goOn(consumer, it));
    }
    topicId = itsTopicId;
  }

  private void goOn(Consumer<?, ?> consumer, TopicPartition partition) {
    var known = next.get(partition);
    if (known == null) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, known);
    }
  }

  /** A record was read. */
  void read(ConsumerRecord<?, ?> record) {
    next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** What comes next in partitions is gone: the oldest records are next. */
  void restart(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    next.keySet().removeAll(partitions);
    consumer.seekToBeginning(partitions);
  }
}

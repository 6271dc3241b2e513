package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ResultPositionsTest {

  private static final TopicPartition P0 = new TopicPartition("results", 0);
  private static final TopicPartition P1 = new TopicPartition("results", 1);

  private final ResultPositions positions = new ResultPositions();

  /** A consumer of partitions that begin at 10 and end at 50. */
  private static MockConsumer<byte[], byte[]> consumer() {
    var consumer =
        new MockConsumer<byte[], byte[]>(AutoOffsetResetStrategy.StrategyType.NONE.toString());
    consumer.updateBeginningOffsets(Map.of(P0, 10L, P1, 10L));
    consumer.updateEndOffsets(Map.of(P0, 50L, P1, 50L));
    return consumer;
  }

  private void assertPosition(
      MockConsumer<byte[], byte[]> consumer, TopicPartition partition, long at) {
    assertThat(consumer.position(partition)).as("%s", partition).isEqualTo(at);
  }

  @Test
  void beginWithWhatComesFromNowOn() {
    var first = consumer();
    positions.assign(first, "a", List.of(P0, P1));

    assertPosition(first, P0, 50);
    assertPosition(first, P1, 50);
  }

  @Test
  void goOnInTheNextSessionWhereTheLastOneWas() {
    positions.assign(consumer(), "a", List.of(P0));
    positions.read(new ConsumerRecord<>("results", 0, 50, new byte[0], new byte[0]));
    var next = consumer();
    next.updateEndOffsets(Map.of(P0, 90L, P1, 90L));
    positions.assign(next, "a", List.of(P0, P1));

    assertPosition(next, P0, 51);
    assertPosition(next, P1, 10);
  }

  @Test
  void beginAtTheOldestRecordOfARecreatedTopic() {
    positions.assign(consumer(), "a", List.of(P0));
    var next = consumer();
    positions.assign(next, "b", List.of(P0));

    assertPosition(next, P0, 10);
  }

  @Test
  void beginAtTheOldestRecordWhereTheNextIsGone() {
    var consumer = consumer();
    positions.assign(consumer, "a", List.of(P0));
    positions.restart(consumer, List.of(P0));
    assertPosition(consumer, P0, 10);

    var next = consumer();
    positions.assign(next, "a", List.of(P0));
    assertPosition(next, P0, 10);
  }
}

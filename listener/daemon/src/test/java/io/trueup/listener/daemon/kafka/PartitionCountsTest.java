package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.listener.daemon.testing.kafka.Until;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class PartitionCountsTest extends KafkaFixture {

  private static final String GREW =
      "Topic '%s' grew from %d to %d partitions while it was in use: records of one platform may"
          + " lie in two of them now, and their order across the change is lost";
  private static final String FEW =
      "Topic '%s' has %d partition(s) and should have %d by 'kafka.topics.partitions'. It is used"
          + " all the same; 'trueup topics check' says more";

  private final String events = TestKafka.uniqueName("events");
  private final PartitionCounts some =
      new PartitionCounts(Map.of("e", 3, "d", 3), Set.of("e"), health);

  @Override
  String more() {
    return """
      events: {topic: %s}
      topics: {partitions: 3, replicas: 1}
    """
        .formatted(events);
  }

  @Test
  void aTopicAsItShouldBeIsNotOdd() {
    some.seen("e", 3);
    some.seen("d", 4);

    assertThat(health.remarks()).isEmpty();
  }

  @Test
  void tooFewPartitionsAreOddAsLongAsThereAreNoMore() {
    some.seen("d", 1);
    assertThat(health.remarks()).containsExactly(Map.entry("d", FEW.formatted("d", 1, 3)));

    some.seen("d", 3);
    assertThat(health.remarks()).isEmpty();
  }

  @Test
  void growthStaysOddWhereOrderMatters() {
    some.seen("e", 3);
    some.seen("d", 3);
    some.seen("e", 6);
    some.seen("d", 6);
    some.seen("e", 6);

    assertThat(health.remarks()).containsExactly(Map.entry("e", GREW.formatted("e", 3, 6)));
  }

  @Test
  void aRecreatedTopicIsComparedAfresh() {
    some.seen("e", 6);
    some.seen("e", 3);
    assertThat(health.remarks()).isEmpty();

    some.seen("e", 4);
    assertThat(health.remarks()).containsExactly(Map.entry("e", GREW.formatted("e", 3, 4)));
  }

  @Test
  void aDaemonNoticesBothOnItsBrokers() throws Exception {
    topics(shared, dead, events);
    admin
        .createTopics(List.of(new NewTopic(own, Optional.of(1), Optional.empty())))
        .all()
        .get(30, TimeUnit.SECONDS);
    change();
    start();
    Until.holds("an event", () -> counts.relayed.get() == 1);
    Until.holds(
        "the topic with too few",
        () -> health.remarks().equals(Map.of(own, FEW.formatted(own, 1, 3))));

    admin
        .createPartitions(Map.of(own, NewPartitions.increaseTo(3)))
        .all()
        .get(30, TimeUnit.SECONDS);
    admin
        .createPartitions(Map.of(events, NewPartitions.increaseTo(5)))
        .all()
        .get(30, TimeUnit.SECONDS);

    Until.holds(
        "the topic that grew",
        () -> {
          change();
          return health.remarks().equals(Map.of(events, GREW.formatted(events, 3, 5)));
        });
    assertThat(health.problems()).containsEntry("events", "").containsEntry("deliveries", "");
  }

  private void change() {
    memory
        .audit()
        .append(new Actor("ann", "127.0.0.1"), AuditVerbs.PLATFORM_PAUSED, "platform:acme/P", "c");
  }
}

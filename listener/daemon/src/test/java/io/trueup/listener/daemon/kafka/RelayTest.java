package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.listener.daemon.testing.kafka.Until;
import io.trueup.listener.engine.event.EventRelay;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayTest extends KafkaFixture {

  private static final Actor ANN = new Actor("ann", "127.0.0.1");

  private final String topic = TestKafka.uniqueName("events");

  @Override
  String more() {
    return "  events: {topic: %s}\n".formatted(topic);
  }

  private void change(int number) {
    memory
        .audit()
        .append(
            ANN, AuditVerbs.PLATFORM_PAUSED, "platform:acme/P" + number % 5, "change " + number);
  }

  private void changes(int from, int to) {
    for (var i = from; i < to; i++) {
      change(i);
    }
  }

  private static long position(ConsumerRecord<String, byte[]> event) {
    return Long.parseLong(header(event, "ce_trueupposition"));
  }

  /** The positions of each key, in the order of its partition; repetitions are left out. */
  private static Map<String, List<Long>> byKey(List<ConsumerRecord<String, byte[]>> events) {
    var byKey = new LinkedHashMap<String, LinkedHashSet<Long>>();
    events.forEach(
        it -> byKey.computeIfAbsent(it.key(), _ -> new LinkedHashSet<>()).add(position(it)));
    var lists = new HashMap<String, List<Long>>();
    byKey.forEach((key, positions) -> lists.put(key, List.copyOf(positions)));
    return lists;
  }

  private static void assertEachInOrder(List<ConsumerRecord<String, byte[]>> events) {
    byKey(events).forEach((key, positions) -> assertThat(positions).as(key).isSorted());
  }

  private static void assertAll(List<ConsumerRecord<String, byte[]>> events, long last) {
    assertThat(events)
        .extracting(RelayTest::position)
        .containsAll(LongStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void sendsEachChangeAsACloudEvent() throws Exception {
    topics(own, shared, dead, topic);
    change(1);
    start();

    var event = readAll(topic, 1).getFirst();

    var id = memory.installation().id();
    var headers = new LinkedHashMap<String, String>();
    event
        .headers()
        .forEach(it -> headers.put(it.key(), new String(it.value(), StandardCharsets.UTF_8)));
    var at = Instant.parse(headers.remove("ce_time"));
    assertThat(at).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(headers)
        .containsExactly(
            Map.entry("ce_specversion", "1.0"),
            Map.entry("ce_id", id + "-1"),
            Map.entry("ce_source", "urn:trueup:" + id),
            Map.entry("ce_type", "io.trueup.action.recorded.v1"),
            Map.entry("ce_subject", "acme/P1"),
            Map.entry("content-type", "application/json"),
            Map.entry("ce_dataschema", "urn:trueup:event:io.trueup.action.recorded.v1"),
            Map.entry("ce_trueupposition", "1"));
    assertThat(new String(event.value(), StandardCharsets.UTF_8)).contains("\"change 1\"");
    Until.holds("the position", () -> memory.changes().readers().equals(Map.of("kafka", 1L)));
    Until.holds("the count", () -> counts.relayed.get() == 1);
    assertThat(health.problems()).containsEntry("events", "");
  }

  @Test
  void goesOnWhereItStopped() throws Exception {
    topics(own, shared, dead, topic);
    changes(0, 100);
    var first = start();
    Until.holds("the first", () -> counts.relayed.get() == 100);
    stop(first);
    changes(100, 250);
    start();

    var events = readAll(topic, 250);

    Until.holds("the others", () -> counts.relayed.get() == 250);
    assertThat(events).hasSize(250);
    assertEachInOrder(events);
    assertAll(events, 250);
  }

  @Test
  void takesOverFromOneThatStopped() throws Exception {
    topics(own, shared, dead, topic);
    var first = start(configuration(), memory, "daemon-1");
    changes(0, 50);
    Until.holds("the first", () -> counts.relayed.get() == 50);
    start(configuration(), memory, "daemon-2");
    changes(50, 100);
    stop(first);
    changes(100, 150);

    Until.holds("the others", () -> counts.relayed.get() == 150);
    var events = readAll(topic, 150);
    assertThat(events).hasSize(150);
    assertEachInOrder(events);
  }

  /** A destination whose process sleeps between what it read and what it writes. */
  private static final class Sleeping implements EventRelay.Destination {
    private final EventTopic topic;
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean isTired;

    Sleeping(EventTopic topic, boolean isTired) {
      this.topic = topic;
      this.isTired = isTired;
    }

    @Override
    public void deliver(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
      if (isTired) {
        asleep.countDown();
        try {
          awake.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
      try {
        topic.deliver(changes, lease);
      } finally {
        if (awake.getCount() == 0) {
          over.countDown();
        }
      }
    }
  }

  private EventTopic eventTopic() {
    return new EventTopic(
        new EventProducers(clients(configuration()), topic),
        new EventRecords(memory.installation(), topic),
        memory.leases(),
        PartitionCounts.of(configuration(), new KafkaHealth()),
        new KafkaConnections.Reports(new Counts(), new KafkaHealth()));
  }

  /** It sleeps before it has ever written, or after. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatSleptPastItsLeaseWritesNothing(boolean isTiredAtOnce) throws Exception {
    topics(own, shared, dead, topic);
    try (var target = eventTopic();
        var sleeper = RelayingDaemon.asleep(memory, "sleeper", Duration.ofMillis(500))) {
      var sleeping = new Sleeping(target, isTiredAtOnce);
      sleeper.relay(sleeping);
      changes(0, 10);
      if (!isTiredAtOnce) {
        Until.holds("the first", () -> position() == 10);
        sleeping.isTired = true;
      }
      changes(10, 20);
      assertThat(sleeping.asleep.await(30, TimeUnit.SECONDS)).isTrue();

      start(configuration(), memory, "daemon-2");
      Until.holds("the next one", () -> position() == 20);
      changes(20, 30);
      Until.holds("the next ones", () -> position() == 30);
      sleeping.awake.countDown();
      assertThat(sleeping.over.await(30, TimeUnit.SECONDS)).isTrue();
      changes(30, 40);
      Until.holds("the last ones", () -> position() == 40);
    }

    var all = readUntil(servers, topic, 40);
    assertThat(all).hasSize(40);
    assertEachInOrder(all);
    assertAll(all, 40);
  }

  @Test
  void saysThatTheTopicIsMissing() throws Exception {
    topics(own, shared, dead);
    change(1);
    start();

    Until.holds(
        "a problem",
        () ->
            health
                .problems()
                .getOrDefault("events", "")
                .equals(
                    "There is no topic '%s'. Create it with 'trueup topics create'"
                        .formatted(topic)));
    topics(topic);

    assertThat(readAll(topic, 1)).hasSize(1);
  }

  private long position() {
    return memory.changes().readers().getOrDefault("kafka", 0L);
  }
}

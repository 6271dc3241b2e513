package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trueup.listener.daemon.testing.kafka.Until;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Delivery.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class DeliveriesFromKafkaTest extends KafkaFixture {

  private static final String MERGED =
      """
      {"context":{},"subject":{"id":"7","content":{"repository":{"id":"42"}}}}\
      """;

  @Test
  void recordsWhatARelayPutsThere() throws Exception {
    topics(own, shared, dead);
    start();

    send(push(own, null, "d-1"));
    send(push(own, null, "d-2"));
    send(push(own, null, "d-1"));

    Until.holds("three deliveries", () -> deliveries(ACME).size() == 3);
    assertThat(deliveries(ACME))
        .extracting(Delivery::deliveryId, Delivery::event, Delivery::verdict)
        .containsExactlyInAnyOrder(
            tuple("d-1", "push", Verdict.ACCEPTED),
            tuple("d-2", "push", Verdict.ACCEPTED),
            tuple("d-1", "push", Verdict.DUPLICATE));
    assertThat(pokes).hasValue(3);
    assertThat(health.problems()).containsEntry("deliveries", "");
  }

  @Test
  void recordsCloudEventsOfATopicThatIsTrusted() throws Exception {
    topics(own, shared, dead);
    start();

    var binary = record(shared, "open/model", MERGED.getBytes(StandardCharsets.UTF_8));
    header(binary, "ce_specversion", "1.0");
    header(binary, "ce_id", "e-1");
    header(binary, "ce_source", "/git");
    header(binary, "ce_type", "dev.cdevents.change.merged.0.2.0");
    header(binary, "content-type", "application/json");
    send(binary);
    var structured =
        record(
            shared,
            "open/model",
            """
            {"specversion":"1.0","id":"e-2","source":"/git","type":"dev.cdevents.change.merged.0.2.0",
             "data":%s}\
            """
                .formatted(MERGED)
                .getBytes(StandardCharsets.UTF_8));
    header(structured, "content-type", "application/cloudevents+json; charset=utf-8");
    send(structured);
    var unsigned = push(shared, "open/model", "d-3");
    unsigned.headers().remove("X-Hub-Signature-256");
    unsigned.headers().remove("Content-Type");
    send(unsigned);

    Until.holds("three deliveries", () -> deliveries(OPEN).size() == 3);
    assertThat(deliveries(OPEN))
        .extracting(Delivery::deliveryId, Delivery::verdict)
        .containsExactlyInAnyOrder(
            tuple("e-1", Verdict.ACCEPTED),
            tuple("e-2", Verdict.ACCEPTED),
            tuple("d-3", Verdict.ACCEPTED));
  }

  private ProducerRecord<byte[], byte[]> broken(String id, String header, String value) {
    var record = push(own, id, id);
    header(record, header, value);
    return record;
  }

  @Test
  void putsPoisonAsideWithTheReasonAndGoesOn() throws Exception {
    topics(own, shared, dead);
    start();

    send(record(own, "empty", null));
    send(record(own, "long", new byte[20_001]));
    send(broken("unsigned", "X-Hub-Signature-256", "sha256=" + "0".repeat(64)));
    send(broken("headless", "X-GitHub-Event", ""));
    send(broken("typed", "Content-Type", "text/plain"));
    send(push(shared, "unknown", "d-0"));
    send(record(shared, "open/model", "{".getBytes(StandardCharsets.UTF_8)));
    var secretive = broken("secretive", "X-GitHub-Delivery", "");
    header(secretive, "Authorization", "Bearer " + SECRET);
    send(secretive);
    send(push(own, null, "good"));

    Until.holds("the good one", () -> deliveries(ACME).size() == 1);
    var letters = readAll(dead, 8);
    assertThat(letters)
        .extracting(it -> it.key(), it -> header(it, "trueup-reason"))
        .containsExactlyInAnyOrder(
            tuple("empty", "The record is empty"),
            tuple("long", "The body is longer than 20000 bytes"),
            tuple(
                "unsigned",
                "The signature in X-Hub-Signature-256 is missing or not made with the hook's secret"),
            tuple("headless", "The header X-GitHub-Event is missing or malformed"),
            tuple(
                "typed",
                "The content type is 'text/plain'. Set the webhook's content type to application/json"),
            tuple("unknown", "No source has the key 'unknown' under 'kafka.keys'"),
            tuple("open/model", "The header X-GitHub-Delivery is missing or malformed"),
            tuple("secretive", "The header X-GitHub-Delivery is missing or malformed"));
    assertThat(letters)
        .allSatisfy(it -> assertThat(header(it, "trueup-topic")).isIn(own, shared))
        .noneSatisfy(it -> assertThat(it.headers().toString()).contains(SECRET))
        .noneSatisfy(it -> assertThat(header(it, "Authorization")).isNotEmpty());
    Until.holds("the counts", () -> counts.putAside.get() == 8);
  }

  @Test
  void keepsOffsetsWhileTheDatabaseIsAway() throws Exception {
    topics(own, shared, dead);
    isStoreDown = true;
    var first = start();
    for (var i = 0; i < 20; i++) {
      send(push(own, "k" + i, "d-" + i));
    }
    Until.holds("a problem", () -> !health.problems().getOrDefault("deliveries", "").isEmpty());

    assertThat(health.problems().get("deliveries"))
        .isEqualTo(
            "The state database does not record deliveries, so their records are read again");
    stop(first);
    start();
    isStoreDown = false;

    Until.holds(
        "all", () -> deliveries(ACME).stream().map(Delivery::deliveryId).distinct().count() == 20);
    Until.holds("health", () -> "".equals(health.problems().get("deliveries")));
  }

  @Test
  void losesNothingWhenATopicIsMadeAnew() throws Exception {
    topics(own, shared, dead);
    start();
    for (var i = 0; i < 30; i++) {
      send(push(own, "k" + i, "old-" + i));
    }
    Until.holds("the old ones", () -> deliveries(ACME).size() == 30);

    makeAnew();
    for (var i = 0; i < 40; i++) {
      send(push(own, "k" + i, "new-" + i));
    }

    awaitNew(40);
  }

  @Test
  void losesNothingWhenATopicIsMadeAnewMeanwhile() throws Exception {
    topics(own, shared, dead);
    var first = start();
    for (var i = 0; i < 30; i++) {
      send(push(own, "k" + i, "old-" + i));
    }
    Until.holds("the old ones", () -> deliveries(ACME).size() == 30);
    stop(first);

    makeAnew();
    for (var i = 0; i < 40; i++) {
      send(push(own, "k" + i, "new-" + i));
    }
    start();

    awaitNew(40);
  }

  private void makeAnew() throws Exception {
    admin.deleteTopics(List.of(own)).all().get(30, TimeUnit.SECONDS);
    Until.holds("its end", () -> isGone(own));
    topics(own);
  }

  private boolean isGone(String topic) {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get(10, TimeUnit.SECONDS);
      return false;
    } catch (Exception e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException;
    }
  }

  private void awaitNew(int count) {
    Until.holds(
        "the new ones",
        () ->
            deliveries(ACME).stream()
                    .map(Delivery::deliveryId)
                    .filter(it -> it.startsWith("new-"))
                    .distinct()
                    .count()
                == count);
  }

  @Test
  void sharesPartitionsAndTakesOverFromTheOther() throws Exception {
    topics(own, shared, dead);
    start();
    var second = start();
    for (var i = 0; i < 100; i++) {
      send(push(own, "k" + i, "d-" + i));
      if (i == 50) {
        stop(second);
      }
    }

    Until.holds(
        "all", () -> deliveries(ACME).stream().map(Delivery::deliveryId).distinct().count() == 100);
  }

  @Test
  void saysThatTheGroupDoesNotLetItInAndReadsOnceItDoes() throws Exception {
    topics(own, shared, dead);
    send(push(own, null, "d-1"));
    try (var idle = member()) {
      awaitAssignment(idle);
      // From here on it is alive and does not rejoin, for which all who join wait.
      start();

      Until.holds("a problem", () -> !problem().isEmpty());
      assertThat(problem())
          .isEqualTo(
              "The brokers do not let this daemon into the group '%s', so it reads nothing. %s",
              group, heldUp());
      assertThat(deliveries(ACME)).isEmpty();
    }

    Until.holds("the delivery", () -> deliveries(ACME).size() == 1);
    Until.holds("no problem", () -> problem().isEmpty());
  }

  @Test
  void saysThatTheGroupIsHeldUpAndReadsWhatItHas() throws Exception {
    topics(own, shared, dead);
    start();
    send(push(own, null, "d-1"));
    Until.holds("the first delivery", () -> deliveries(ACME).size() == 1);
    try (var idle = member();
        var third = member()) {
      awaitAssignment(idle);
      third.poll(Duration.ofSeconds(1));

      Until.holds("a problem", () -> !problem().isEmpty());
      assertThat(problem())
          .isEqualTo(
              "A rebalance of group '%s' does not finish. This daemon reads the partitions that it has, and gets no others. %s",
              group, heldUp());
    }

    Until.holds("no problem", () -> problem().isEmpty());
  }

  private String problem() {
    return health.problems().getOrDefault("deliveries", "");
  }

  private String heldUp() {
    return "Another member may be holding up the group: 'kafka-consumer-groups.sh --describe --members --group %s' lists them"
        .formatted(group);
  }

  /** Another member of the daemon's group. */
  private KafkaConsumer<byte[], byte[]> member() {
    var settings = new HashMap<String, Object>(clients(configuration()).connection());
    settings.put("group.id", group);
    settings.put("enable.auto.commit", false);
    settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    var member =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    member.subscribe(List.of(own, shared));
    return member;
  }

  private static void awaitAssignment(KafkaConsumer<byte[], byte[]> member) {
    Until.holds(
        "partitions of the other member",
        () -> {
          member.poll(Duration.ofMillis(100));
          return !member.assignment().isEmpty();
        });
  }

  @Test
  void saysThatATopicIsMissingAndReadsItOnceItIsThere() throws Exception {
    topics(shared, dead);
    start();

    Until.holds(
        "a problem",
        () ->
            health
                .problems()
                .getOrDefault("deliveries", "")
                .equals(
                    "There is no topic '%s'. Create it with 'trueup topics create'"
                        .formatted(own)));
    topics(own);
    send(push(own, null, "d-1"));

    Until.holds("the delivery", () -> deliveries(ACME).size() == 1);
    Until.holds("health", () -> "".equals(health.problems().get("deliveries")));
  }

  @Test
  void saysThatNoBrokerAnswers() {
    start(configuration("127.0.0.1:1"), memory, "daemon-1");

    Until.holds("a problem", () -> !health.problems().getOrDefault("deliveries", "").isEmpty());
    assertThat(health.problems().get("deliveries"))
        .isEqualTo(
            "No broker answers at 127.0.0.1:1. Check 'kafka.servers', and that 'kafka.tls' and"
                + " 'kafka.login' suit them");
  }
}

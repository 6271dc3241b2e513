package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a platform promises that takes its work from a topic, and what the channel promises. */
class WorkConformanceTest extends KafkaFixture {

  private static final Path DOCS = Path.of("../../docs");

  private final WorkChannel.Topics work =
      new WorkChannel.Topics(TestKafka.uniqueName("commands"), TestKafka.uniqueName("results"));
  private WorkChannel channel;
  private SmallPlatform platform;

  @BeforeEach
  void connect() throws Exception {
    topics(work.commands(), work.results());
    var clients = clients(configuration());
    platform =
        new SmallPlatform(clients.consumer(group, Duration.ofSeconds(6)), clients.producer(), work);
    channel =
        new WorkChannel(
            work,
            "urn:trueup:test",
            clients.producer(),
            clients.consumer(group + "-results", Duration.ofSeconds(6)),
            InstantSource.system());
  }

  @AfterEach
  void disconnect() {
    channel.close();
    platform.close();
  }

  private static WorkCommand command(String id, long token, Duration left) {
    var expires = InstantSource.system().instant().plus(left);
    return new WorkCommand(id, "acme/Live", "execute", token, expires, "{\"steps\":[1]}");
  }

  private WorkResult send(String id, long token) throws Exception {
    return channel.send(command(id, token, Duration.ofMinutes(1))).get(60, TimeUnit.SECONDS);
  }

  @Test
  void givesEachCommandItsResult() throws Exception {
    var first = channel.send(command("c-1", 1, Duration.ofMinutes(1)));
    var second = channel.send(command("c-2", 1, Duration.ofMinutes(1)));

    assertThat(second.get(60, TimeUnit.SECONDS))
        .isEqualTo(new WorkResult("c-2", "acme/Live", 1, State.DONE, "", "{\"steps\":[1]}"));
    assertThat(first.get(60, TimeUnit.SECONDS).command()).isEqualTo("c-1");
    assertThat(platform.executed()).containsExactly("c-1", "c-2");
  }

  @Test
  void doesACommandOnce() throws Exception {
    assertThat(send("c-1", 1).state()).isEqualTo(State.DONE);
    assertThat(send("c-1", 1).state()).isEqualTo(State.DONE);

    assertThat(platform.executed()).containsExactly("c-1");
  }

  @Test
  void refusesAnOlderToken() throws Exception {
    assertThat(send("c-1", 7).state()).isEqualTo(State.DONE);
    assertThat(send("c-2", 6).state()).isEqualTo(State.REFUSED);

    assertThat(platform.executed()).containsExactly("c-1");
  }

  @Test
  void stopsWaitingWhenACommandExpires() {
    platform.close();

    assertThatThrownBy(
            () -> channel.send(command("c-1", 1, Duration.ofMillis(200))).get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void ignoresResultsOfAnotherToken() throws Exception {
    platform.close();
    var waiting = channel.send(command("c-1", 8, Duration.ofMinutes(1)));
    for (var token : List.of(7L, 8L)) {
      var result = new WorkResult("c-1", "acme/Live", token, State.DONE, "with " + token, "{}");
      send(WorkMessages.record(work.results(), "urn:test", "r-" + token, result));
    }

    assertThat(waiting.get(60, TimeUnit.SECONDS).detail()).isEqualTo("with 8");
  }

  @Test
  void messagesHaveTheirSchemas() throws Exception {
    send("c-1", 1);

    assertConform("command", readAll(work.commands(), 1));
    assertConform("result", readAll(work.results(), 2));
  }

  private static void assertConform(String kind, List<ConsumerRecord<String, byte[]>> records)
      throws Exception {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(DOCS.resolve("work/%s.v1.schema.json".formatted(kind))));
    assertThat(records).isNotEmpty();
    for (var record : records) {
      var json = new String(record.value(), StandardCharsets.UTF_8);
      assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
      assertThat(header(record, "ce_dataschema"))
          .isEqualTo("urn:trueup:work:io.trueup.work.%s.v1".formatted(kind));
      assertThat(record.key()).isEqualTo("acme/Live");
    }
  }

  @Test
  void malformedMessagesAreNone() {
    assertThat(WorkMessages.command("{".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(WorkMessages.result("{\"command\":\"c\"}".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
  }
}

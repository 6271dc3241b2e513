package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.listener.daemon.config.KafkaConfiguration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a remote platform promises that takes its work from a topic, as {@code docs/kafka.md} says.
 * A subclass starts one and says what it can do.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RemotePlatformConformanceTest {

  private static final Path SCHEMAS = Path.of("../../docs/work");
  private static final Duration HOUR = Duration.ofHours(1);

  private final Where where =
      new Where(
          TestKafka.servers(), TestKafka.uniqueName("commands"), TestKafka.uniqueName("results"));
  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", where.servers(), "acks", "all"),
          new ByteArraySerializer(),
          new ByteArraySerializer());
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable AutoCloseable platform;
  private WorkChannel channel;
  private long token = 100;
  private int commands;

  /**
   * Where a platform finds its work.
   *
   * @param servers as in {@code bootstrap.servers}; without TLS and login
   */
  public record Where(String servers, String commands, String results) {}

  /**
   * Something that a platform can be told to do.
   *
   * @param platform as {@code acme/Live}
   * @param data a JSON object
   */
  public record Work(String platform, String action, String data) {}

  /**
   * Starts the platform, also after it was closed. It may be slow: commands wait for it.
   *
   * @return ends it
   */
  protected abstract AutoCloseable start(Where where) throws Exception;

  /** What it does; each time, its result has other data, or none. */
  protected abstract Work doable();

  /** What it tries, and fails at; empty when there is nothing of the kind. */
  protected abstract Optional<Work> failing();

  @BeforeAll
  final void connect() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", where.servers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(where.commands(), Optional.of(3), Optional.empty()),
                  new NewTopic(where.results(), Optional.of(3), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    channel = channel(InstantSource.system());
    platform = start(where);
  }

  @AfterAll
  final void disconnect() throws Exception {
    stop();
    for (var each : opened) {
      each.close();
    }
    producer.close(Duration.ZERO);
  }

  private void stop() throws Exception {
    if (platform != null) {
      platform.close();
      platform = null;
    }
  }

  private WorkChannel channel(InstantSource clock) {
    var work = new KafkaConfiguration.Work(where.commands(), where.results());
    var kafka =
        new KafkaConfiguration(
            List.of(where.servers().split(",", -1)),
            new KafkaConfiguration.Security(false, null, null, null, null),
            "conformance",
            new KafkaConfiguration.Deliveries(null, "none"),
            null,
            work,
            new KafkaConfiguration.TopicForm(3, 1, HOUR));
    var health = new KafkaHealth();
    var made =
        WorkChannel.open(
            new KafkaClients(kafka, new SecretReader(_ -> ""), InstantSource.system()),
            work,
            new WorkChannel.Outside(
                "urn:trueup:conformance",
                new PartitionCounts(Map.of(), Set.of(), health),
                health,
                clock));
    opened.add(made);
    return made;
  }

  private String newId() {
    return "command-" + ++commands;
  }

  private WorkCommand command(Work work, String id, long itsToken) {
    var expires = InstantSource.system().instant().plus(Duration.ofMinutes(10));
    return new WorkCommand(id, work.platform(), work.action(), itsToken, expires, work.data());
  }

  private WorkResult send(WorkCommand command) throws Exception {
    return channel.send(command).get(60, TimeUnit.SECONDS);
  }

  private WorkResult sendDoable(String id, long itsToken) throws Exception {
    return send(command(doable(), id, itsToken));
  }

  @Test
  void givesEachCommandItsResult() throws Exception {
    var first = channel.send(command(doable(), newId(), ++token));
    var second = channel.send(command(doable(), newId(), token));

    assertThat(List.of(first.get(60, TimeUnit.SECONDS), second.get(60, TimeUnit.SECONDS)))
        .extracting(WorkResult::state)
        .containsOnly(State.DONE);
  }

  @Test
  void doesACommandOnceHoweverOftenItComes() throws Exception {
    var id = newId();
    var done = sendDoable(id, ++token);

    assertThat(sendDoable(id, token)).isEqualTo(done);
  }

  @Test
  void answersACommandAgainUnderANewerToken() throws Exception {
    var id = newId();
    var done = sendDoable(id, ++token);

    var again = sendDoable(id, ++token);

    assertThat(again.fencingToken()).isEqualTo(token);
    assertThat(again.data()).isEqualTo(done.data());
  }

  @Test
  void refusesAnOlderTokenThanItHasSeen() throws Exception {
    token += 10;
    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);

    assertThat(sendDoable(newId(), token - 1).state()).isEqualTo(State.REFUSED);
    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);
  }

  @Test
  void refusesACommandThatHasExpired() throws Exception {
    var now = InstantSource.system().instant();
    var slow = channel(InstantSource.fixed(now.minus(HOUR)));
    var work = doable();
    var expired =
        new WorkCommand(
            newId(),
            work.platform(),
            work.action(),
            ++token,
            now.minus(Duration.ofMinutes(1)),
            work.data());

    var result = slow.send(expired).get(60, TimeUnit.SECONDS);

    assertThat(result.state()).isEqualTo(State.REFUSED);
    assertThat(result.detail()).isNotBlank();
  }

  @Test
  void refusesAnActionThatItDoesNotKnow() throws Exception {
    var unknown = new Work(doable().platform(), "no-such-action", "{}");

    var result = send(command(unknown, newId(), ++token));

    assertThat(result.state()).isEqualTo(State.REFUSED);
    assertThat(result.detail()).isNotBlank();
  }

  @Test
  void saysWhyItFailed() throws Exception {
    var failing = failing();
    assumeThat(failing).as("what it fails at").isPresent();

    var result = send(command(failing.orElseThrow(), newId(), ++token));

    assertThat(result.state()).isEqualTo(State.FAILED);
    assertThat(result.detail()).isNotBlank();
  }

  /** Its form is not known, except for what every version has. */
  @Test
  void refusesANewerVersionOfCommands() throws Exception {
    var id = newId();
    var record = record(command(doable(), id, ++token));
    KafkaFixture.header(record, "ce_type", "io.trueup.work.command.v2");
    producer.send(record).get(30, TimeUnit.SECONDS);

    var results =
        KafkaFixture.read(
            where.servers(), where.results(), all -> all.stream().anyMatch(it -> isOf(it, id)));

    assertThat(results.stream().filter(it -> isOf(it, id)).map(WorkMessages::result))
        .first()
        .satisfies(it ->
            assertThat(it)
                .isInstanceOfSatisfying(
                    WorkMessage.Known.class,
                    known ->
                        assertThat(((WorkResult) known.content()).state())
                            .isEqualTo(State.REFUSED)));
  }

  private static boolean isOf(ConsumerRecord<String, byte[]> record, String command) {
    return new String(record.value(), StandardCharsets.UTF_8).contains("\"" + command + "\"");
  }

  @Test
  void goesOnAfterWhatIsNoCommand() throws Exception {
    var good = record(command(doable(), newId(), ++token));
    for (var value : new byte @Nullable [][] {null, new byte[0], bytes("{"), bytes("[1]")}) {
      sendBefore(good, value, "io.trueup.work.command.v1");
    }
    sendBefore(good, bytes("{\"command\":\"c\"}"), "io.trueup.work.command.v1");
    sendBefore(good, bytes("{\"command\":\"c\"}"), "io.trueup.work.command.v2");
    sendBefore(good, good.value(), "com.example.another.v1");

    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);
  }

  /** In the partition of a good command. */
  private void sendBefore(ProducerRecord<byte[], byte[]> good, byte @Nullable [] value, String type)
      throws Exception {
    var record = KafkaFixture.record(good.topic(), doable().platform(), value);
    KafkaFixture.header(record, "ce_type", type);
    producer.send(record).get(30, TimeUnit.SECONDS);
  }

  private ProducerRecord<byte[], byte[]> record(WorkCommand command) {
    return WorkMessages.record(where.commands(), "urn:trueup:conformance", command);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void doesWhatCameWhileItWasAway() throws Exception {
    sendDoable(newId(), ++token);
    stop();
    var waiting = channel.send(command(doable(), newId(), token));
    platform = start(where);

    assertThat(waiting.get(90, TimeUnit.SECONDS).state()).isEqualTo(State.DONE);
  }

  @Test
  void remembersWhatItDidAndForWhomWhenItIsStartedAgain() throws Exception {
    var id = newId();
    token += 10;
    var done = sendDoable(id, token);
    stop();
    platform = start(where);

    assertThat(sendDoable(newId(), token - 1).state()).isEqualTo(State.REFUSED);
    assertThat(sendDoable(id, token)).isEqualTo(done);
  }

  @Test
  void sendsResultsAsTheirSchemaAndTheEnvelopeSay() throws Exception {
    sendDoable(newId(), ++token);

    var results = KafkaFixture.readAll(where.servers(), where.results(), 1);

    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMAS.resolve("result.v1.schema.json")));
    assertThat(results)
        .isNotEmpty()
        .allSatisfy(it -> {
          var json = new String(it.value(), StandardCharsets.UTF_8);
          assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
          assertThat(it.key()).isEqualTo(doable().platform());
          assertThat(KafkaFixture.header(it, "content-type")).isEqualTo("application/json");
          assertThat(KafkaFixture.header(it, "ce_specversion")).isEqualTo("1.0");
          assertThat(KafkaFixture.header(it, "ce_type")).isEqualTo("io.trueup.work.result.v1");
          assertThat(KafkaFixture.header(it, "ce_subject")).isEqualTo(doable().platform());
          assertThat(KafkaFixture.header(it, "ce_id")).isNotBlank();
          assertThat(KafkaFixture.header(it, "ce_source")).isNotBlank();
        });
  }
}

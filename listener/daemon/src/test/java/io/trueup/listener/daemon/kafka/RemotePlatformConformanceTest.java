package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.trueup.listener.daemon.config.KafkaConfiguration;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.listener.daemon.testing.kafka.Until;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a participant promises, a process that does the work of remote platforms, as {@code
 * docs/kafka.md} says. A subclass starts one and says what it can do.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RemotePlatformConformanceTest {

  private static final Path SCHEMAS = Path.of("../../docs/work");
  private static final String FOREIGN = "example/of-another-participant";
  private static final Duration HOUR = Duration.ofHours(1);

  /** How long a result may take; a participant may have to start first. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int BURST = 30;
  private static final int PARTITIONS = 3;

  private final KafkaProducer<byte[], byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", TestKafka.servers(), "acks", "all"),
          new ByteArraySerializer(),
          new ByteArraySerializer());
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable Participant participant;
  private Where where;
  private WorkChannel channel;
  private long token = 100;
  private int commands;

  /**
   * Where a participant finds its work.
   *
   * @param servers as in {@code bootstrap.servers}; without TLS and login
   * @param commands a topic
   * @param results a topic
   * @param platforms whose commands are for it; it leaves all others alone
   */
  public record Where(String servers, String commands, String results, Set<String> platforms) {

    public Where {
      platforms = Set.copyOf(platforms);
    }
  }

  /** A running participant. */
  public interface Participant {

    /** Ends it in order. */
    void end() throws InterruptedException;

    /** Ends it at once, in the middle of what it does. */
    void kill() throws InterruptedException;

    /** Completes when it ends, whatever ends it; the same future each time. */
    CompletableFuture<?> ended();

    /** What it printed last, for failures; empty when that is not known. */
    String recentOutput();
  }

  /**
   * Something that a participant can be told to do.
   *
   * @param platform as {@code acme/Live}
   * @param data a JSON object
   */
  public record Work(String platform, String action, String data) {}

  /** Starts the participant, also after it was ended. It may be slow: commands wait for it. */
  protected abstract Participant start(Where where) throws Exception;

  /**
   * What it does. Each time it is done, its result has other data, such as the id or the time of
   * the run: by that these tests see whether something is done twice.
   */
  protected abstract Work doable();

  /** What it tries, and fails at; empty when there is nothing of the kind. */
  protected abstract Optional<Work> failing();

  /** The same as {@link #doable} on another platform; empty when it has only one. */
  protected abstract Optional<Work> onAnotherPlatform();

  private Set<String> platforms() {
    var all = new TreeSet<>(Set.of(doable().platform()));
    onAnotherPlatform().ifPresent(it -> all.add(it.platform()));
    return all;
  }

  @BeforeAll
  final void connect() throws Exception {
    where =
        new Where(
            TestKafka.servers(),
            TestKafka.uniqueName("commands"),
            TestKafka.uniqueName("results"),
            platforms());
    try (var admin = Admin.create(Map.of("bootstrap.servers", where.servers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(where.commands(), Optional.of(PARTITIONS), Optional.empty()),
                  new NewTopic(where.results(), Optional.of(PARTITIONS), Optional.empty())))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    channel = channel(InstantSource.system());
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
    var running = participant;
    participant = null;
    if (running != null) {
      running.end();
    }
  }

  /** For tests that begin with one at work, whatever the test before them did. */
  @BeforeEach
  final void ensureStarted() throws Exception {
    if (participant == null || participant.ended().isDone()) {
      participant = start(where);
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
            new KafkaConfiguration.TopicForm(PARTITIONS, 1, HOUR));
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
    return await(channel.send(command), command);
  }

  private WorkResult sendDoable(String id, long itsToken) throws Exception {
    return send(command(doable(), id, itsToken));
  }

  /** The last result of a command. */
  private WorkResult await(CompletableFuture<WorkResult> result, WorkCommand command)
      throws Exception {
    var running = participant;
    var ended =
        running == null ? new CompletableFuture<Void>() : running.ended().thenApply(_ -> null);
    try {
      CompletableFuture.anyOf(result, ended).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (result.isDone()) {
        return result.get();
      }
    } catch (TimeoutException _) {
      // The failure below says all that is known.
    }
    throw new AssertionError(
        "No last result came for command '%s' of platform '%s' with token %d, %s. What came for it: %s. %s"
            .formatted(
                command.id(),
                command.platform(),
                command.fencingToken(),
                ended.isDone()
                    ? "and the participant has ended"
                    : "within %d seconds".formatted(PATIENCE.toSeconds()),
                cameFor(command.id()),
                running == null ? "" : running.recentOutput()));
  }

  /** Each result of a command, with the reason where it is none. */
  private List<String> cameFor(String command) {
    return resultsOf(command).stream()
        .map(it ->
            switch (WorkMessages.result(it)) {
              case WorkMessage.Known<WorkResult>(var result) -> result.toString();
              case WorkMessage.Newer<WorkResult> newer -> newer.refusal();
              case WorkMessage.Unreadable<WorkResult>(var reason) ->
                  "%s. It is not a result: %s"
                      .formatted(new String(it.value(), StandardCharsets.UTF_8), reason);
            })
        .toList();
  }

  private List<ConsumerRecord<String, byte[]>> resultsOf(String command) {
    return KafkaFixture.readToEnd(where.servers(), where.results()).stream()
        .filter(it ->
            it.value() != null
                && new String(it.value(), StandardCharsets.UTF_8).contains("\"" + command + "\""))
        .toList();
  }

  private static void assertSame(WorkResult again, WorkResult done) {
    assertThat(again.state()).as("the state of a repeated result").isEqualTo(done.state());
    assertThat(again.detail()).as("the detail of a repeated result").isEqualTo(done.detail());
    assertThat(WorkMessages.tree(again.data()))
        .as("the data of a repeated result; other data says that it was done twice")
        .isEqualTo(WorkMessages.tree(done.data()));
  }

  private static void assertRefused(WorkResult result) {
    assertThat(result.state()).as("the state of %s", result).isEqualTo(State.REFUSED);
    assertThat(result.detail()).as("the detail of a refusal says why").isNotBlank();
  }

  @Test
  void givesEachCommandItsResult() throws Exception {
    var first = command(doable(), newId(), ++token);
    var second = command(doable(), newId(), token);
    var firstResult = channel.send(first);
    var secondResult = channel.send(second);

    assertThat(List.of(await(firstResult, first), await(secondResult, second)))
        .extracting(WorkResult::state)
        .containsOnly(State.DONE);
    assertThat(firstResult.get().data())
        .as("the data of two runs differs, so that these tests can tell them apart")
        .isNotEqualTo(secondResult.get().data());
  }

  @Test
  void doesACommandOnceHoweverOftenItComes() throws Exception {
    var id = newId();
    var done = sendDoable(id, ++token);

    assertSame(sendDoable(id, token), done);
  }

  @Test
  void repeatsTheResultUnderANewerToken() throws Exception {
    var id = newId();
    var done = sendDoable(id, ++token);

    var again = sendDoable(id, ++token);

    assertThat(again.fencingToken()).isEqualTo(token);
    assertSame(again, done);
  }

  /** What is done is done: a refusal would deny it. */
  @Test
  void repeatsTheResultOfWhatItDidUnderAnOlderToken() throws Exception {
    var id = newId();
    var itsToken = ++token;
    var done = sendDoable(id, itsToken);
    sendDoable(newId(), ++token);

    assertSame(sendDoable(id, itsToken), done);
  }

  @Test
  void repeatsTheResultOfWhatItDidAfterTheCommandHasExpired() throws Exception {
    var id = newId();
    var done = sendDoable(id, ++token);

    assertSame(sendExpired(id, token), done);
  }

  @Test
  void refusesAnOlderTokenThanItHasSeen() throws Exception {
    token += 10;
    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);

    assertRefused(sendDoable(newId(), token - 1));
    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);
  }

  @Test
  void doesACommandThatItRefusedOnceItsTokenIsTheNewest() throws Exception {
    var id = newId();
    sendDoable(newId(), ++token);
    assertRefused(sendDoable(id, token - 1));

    assertThat(sendDoable(id, token).state()).isEqualTo(State.DONE);
  }

  @Test
  void remembersATokenForEachPlatform() throws Exception {
    var other = onAnotherPlatform();
    assumeThat(other).as("what it does on another platform").isPresent();
    sendDoable(newId(), ++token);

    var result = send(command(other.orElseThrow(), newId(), token - 1));

    assertThat(result.state()).isEqualTo(State.DONE);
  }

  @Test
  void ignoresCommandsOfOtherPlatforms() throws Exception {
    var work = doable();
    var id = newId();
    var foreign = record(command(new Work(FOREIGN, work.action(), work.data()), id, ++token));
    for (var partition = 0; partition < PARTITIONS; partition++) {
      producer
          .send(
              new ProducerRecord<>(
                  foreign.topic(), partition, foreign.key(), foreign.value(), foreign.headers()))
          .get(30, TimeUnit.SECONDS);
    }

    // Each comes after the other platform's in its partition.
    for (var partition = 0; partition < PARTITIONS; partition++) {
      var own = record(command(doable(), newId(), token));
      producer
          .send(new ProducerRecord<>(own.topic(), partition, own.key(), own.value(), own.headers()))
          .get(30, TimeUnit.SECONDS);
      awaitDone("command-" + commands);
    }

    assertThat(cameFor(id)).as("results for platform '%s'", FOREIGN).isEmpty();
  }

  @Test
  void refusesACommandThatHasExpired() throws Exception {
    assertRefused(sendExpired(newId(), ++token));
  }

  /** As a daemon sends it whose clock is behind. */
  private WorkResult sendExpired(String id, long itsToken) throws Exception {
    var now = InstantSource.system().instant();
    var work = doable();
    var expired =
        new WorkCommand(
            id,
            work.platform(),
            work.action(),
            itsToken,
            now.minus(Duration.ofMinutes(1)),
            work.data());
    return await(channel(InstantSource.fixed(now.minus(HOUR))).send(expired), expired);
  }

  @Test
  void refusesAnActionThatItDoesNotKnow() throws Exception {
    assertRefused(
        send(command(new Work(doable().platform(), "no-such-action", "{}"), newId(), ++token)));
  }

  @Test
  void saysWhyItFailed() throws Exception {
    var failing = failing();
    assumeThat(failing).as("what it fails at").isPresent();
    var id = newId();

    var result = send(command(failing.orElseThrow(), id, ++token));

    assertThat(result.state()).isEqualTo(State.FAILED);
    assertThat(result.detail()).as("the detail of a failure says why").isNotBlank();
    assertSame(send(command(failing.orElseThrow(), id, token)), result);
  }

  /** Its form is not known, except for what every version has. */
  @Test
  void refusesANewerVersionOfCommandsAndKeepsItsToken() throws Exception {
    var id = newId();
    token += 10;
    var record = record(command(doable(), id, token));
    KafkaFixture.header(record, "ce_type", "io.trueup.work.command.v2");
    producer.send(record).get(30, TimeUnit.SECONDS);

    // It comes after the newer one, in the same partition.
    assertRefused(sendDoable(newId(), token - 1));
    assertThat(resultsOf(id).stream().map(WorkMessages::result))
        .as("results of a command of version 2")
        .singleElement()
        .isInstanceOfSatisfying(
            WorkMessage.Known.class, it -> assertRefused((WorkResult) it.content()));
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
    var bad = newId();
    var fields = text(record(command(doable(), bad, token)));
    for (var wrong :
        List.of(
            fields.replaceFirst("\"fencingToken\":\\d+", "\"fencingToken\":\"1\""),
            fields.replaceFirst("\"fencingToken\":\\d+", "\"fencingToken\":-1"),
            fields.replaceFirst("\"expires\":\"[^\"]+\"", "\"expires\":\"soon\""),
            fields.replaceFirst("\"data\":\\{.*}}$", "\"data\":[]}"),
            fields.replaceFirst("\"action\":\"[^\"]+\"", "\"action\":null"))) {
      assertThat(wrong).isNotEqualTo(fields);
      sendBefore(good, bytes(wrong), "io.trueup.work.command.v1");
    }

    assertThat(sendDoable(newId(), token).state()).isEqualTo(State.DONE);
    assertThat(cameFor(bad)).as("results of what is no command").isEmpty();
  }

  @Test
  void ignoresUnknownFields() throws Exception {
    var id = newId();
    var record = record(command(doable(), id, ++token));
    var more = text(record).replaceFirst("^\\{", "{\"later\":{\"is\":[\"more\"]},");
    sendBefore(record, bytes(more), "io.trueup.work.command.v1");

    awaitDone(id);
  }

  /** Waits for the result of a command that no channel sent. */
  private void awaitDone(String id) {
    Until.holds(
        "command '%s' is done".formatted(id),
        () ->
            resultsOf(id).stream()
                .anyMatch(it ->
                    WorkMessages.result(it) instanceof WorkMessage.Known<WorkResult>(var result)
                        && result.state() == State.DONE));
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

  private static String text(ProducerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void doesWhatCameWhileItWasAway() throws Exception {
    sendDoable(newId(), ++token);
    stop();
    var command = command(doable(), newId(), token);
    var waiting = channel.send(command);
    participant = start(where);

    assertThat(await(waiting, command).state()).isEqualTo(State.DONE);
  }

  @Test
  void remembersWhatItDidAndForWhomWhenItIsStartedAgain() throws Exception {
    var id = newId();
    token += 10;
    var done = sendDoable(id, token);
    stop();
    participant = start(where);

    assertRefused(sendDoable(newId(), token - 1));
    assertSame(sendDoable(id, token), done);
  }

  /** An offset that is committed before the result is there would lose what was under way. */
  @Test
  void losesNoCommandWhenItIsKilled() throws Exception {
    sendDoable(newId(), ++token);
    var burst = BURST;
    while (!isKilledAmid(burst)) {
      burst *= 4; // it was through before it was killed
    }
  }

  /** Whether commands were left when it was killed. */
  private boolean isKilledAmid(int burst) throws Exception {
    var sent = new LinkedHashMap<WorkCommand, CompletableFuture<WorkResult>>();
    for (var i = 0; i < burst; i++) {
      var command = command(doable(), newId(), token);
      sent.put(command, channel.send(command));
    }
    var first = sent.firstEntry();
    await(first.getValue(), first.getKey());
    Objects.requireNonNull(participant).kill();
    var done = sent.values().stream().filter(CompletableFuture::isDone).count();
    participant = start(where);

    for (var each : sent.entrySet()) {
      assertThat(await(each.getValue(), each.getKey()).state()).isEqualTo(State.DONE);
    }
    return done < burst;
  }

  @Test
  void sendsResultsAsTheirSchemaAndTheEnvelopeSay() throws Exception {
    sendDoable(newId(), ++token);
    sendDoable(newId(), ++token);

    var results = KafkaFixture.readToEnd(where.servers(), where.results());

    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(SCHEMAS.resolve("result.v1.schema.json")));
    assertThat(results)
        .hasSizeGreaterThan(1)
        .allSatisfy(it -> {
          var json = new String(it.value(), StandardCharsets.UTF_8);
          assertThat(schema.validate(json, InputFormat.JSON)).as(json).isEmpty();
          assertThat(it.key()).as("the key").isIn(where.platforms());
          assertThat(KafkaFixture.header(it, "content-type")).isEqualTo("application/json");
          assertThat(KafkaFixture.header(it, "ce_specversion")).isEqualTo("1.0");
          assertThat(KafkaFixture.header(it, "ce_type")).isEqualTo("io.trueup.work.result.v1");
          assertThat(KafkaFixture.header(it, "ce_subject")).isEqualTo(it.key());
          assertThat(KafkaFixture.header(it, "ce_id")).isNotBlank();
          assertThat(KafkaFixture.header(it, "ce_dataschema"))
              .isEqualTo("urn:trueup:work:io.trueup.work.result.v1");
          assertThat(KafkaFixture.header(it, "ce_source")).isNotBlank();
          assertThatCode(() -> new URI(KafkaFixture.header(it, "ce_source")))
              .as("ce_source is a URI")
              .doesNotThrowAnyException();
        });
    assertThat(results)
        .extracting(it -> KafkaFixture.header(it, "ce_id"))
        .as("the ce_id of each result is its own")
        .doesNotHaveDuplicates();
  }
}

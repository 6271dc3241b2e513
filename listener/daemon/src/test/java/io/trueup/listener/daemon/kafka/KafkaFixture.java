package io.trueup.listener.daemon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.config.Configuration;
import io.trueup.listener.daemon.config.ConfigurationReader;
import io.trueup.listener.daemon.config.SecretReader;
import io.trueup.listener.daemon.forge.Forge;
import io.trueup.listener.daemon.forge.ForgeReaders;
import io.trueup.listener.daemon.forge.ForgeSettings;
import io.trueup.listener.daemon.hooks.DeliveryIntake;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.daemon.hooks.HookSource;
import io.trueup.listener.daemon.hooks.WebhookSecrets;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.platforms.spi.Secret;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A store, a broker, and the daemon's part between them. */
@Timeout(120)
abstract class KafkaFixture {

  static final String SECRET = "it's a secret";
  static final SourceId ACME = new SourceId("acme");
  static final SourceId OPEN = new SourceId("open");
  static final String PUSH = "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":42}}";

  final String own = TestKafka.uniqueName("own");
  final String shared = TestKafka.uniqueName("shared");
  final String dead = TestKafka.uniqueName("dead");
  final String group = TestKafka.uniqueName("group");
  final String servers;
  final Admin admin;
  final KafkaProducer<byte[], byte[]> producer;
  final KafkaHealth health = new KafkaHealth();
  final Counts counts = new Counts();
  final AtomicInteger pokes = new AtomicInteger();
  volatile boolean isStoreDown;
  final InMemoryStateStore memory =
      new InMemoryStateStore(
          InstantSource.system(),
          new FaultPlan() {
            @Override
            public void beforeCommit(String method) {
              if (isStoreDown) {
                throw new StateStoreException("It is down", true, new IllegalStateException());
              }
            }
          });
  private final List<Started> started = new ArrayList<>();

  KafkaFixture() {
    this(TestKafka.servers());
  }

  KafkaFixture(String servers) {
    this.servers = servers;
    this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    memory.sources().declare(ACME);
    memory.sources().declare(OPEN);
  }

  /** What was observed. */
  static final class Counts implements KafkaObserver {
    final AtomicInteger recorded = new AtomicInteger();
    final AtomicInteger putAside = new AtomicInteger();
    final AtomicInteger postponed = new AtomicInteger();
    final AtomicInteger relayed = new AtomicInteger();
    final Map<String, Long> lags = new ConcurrentHashMap<>();

    @Override
    public void recorded(int records) {
      recorded.addAndGet(records);
    }

    @Override
    public void putAside(int records) {
      putAside.addAndGet(records);
    }

    @Override
    public void postponed(int records) {
      postponed.addAndGet(records);
    }

    @Override
    public void lags(String topic, long records) {
      lags.put(topic, records);
    }

    @Override
    public void relayed(int changes) {
      relayed.addAndGet(changes);
    }
  }

  @AfterEach
  void stopAll() {
    started.forEach(Started::close);
    producer.close(Duration.ZERO);
    admin.close(Duration.ofSeconds(1));
  }

  final void topics(String... names) throws Exception {
    var topics = new ArrayList<NewTopic>();
    for (var name : names) {
      topics.add(new NewTopic(name, Optional.of(3), Optional.empty()));
    }
    admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
  }

  /** The configuration of two sources: one with a topic of its own, one that trusts the shared. */
  final Configuration configuration() {
    return configuration(servers);
  }

  final Configuration configuration(String brokers) {
    var yaml =
        """
        sources:
          acme:
            repository: https://github.com/acme/model.git
            branch: main
            webhook: {secrets: [{env: SECRET}]}
            kafka: {topic: %s}
          open:
            repository: https://github.com/acme/other.git
            branch: main
            webhook: {secrets: [{env: SECRET}]}
            kafka: {trust: topic, keys: [open/model]}
        hooks: {max-body-size: 20000}
        timing: {lease: 6s}
        kafka:
          servers: [%s]
          tls: {mode: 'off'}
          group: %s
          deliveries: {topic: %s, dead-letters: %s}
        %s\
        """
            .formatted(own, quoted(brokers), group, shared, dead, more());
    var read =
        ConfigurationReader.read("t.yaml", Path.of("/"), yaml.getBytes(StandardCharsets.UTF_8));
    assertThat(read.problems()).isEmpty();
    return Objects.requireNonNull(read.configuration());
  }

  /** Further lines under {@code kafka}. */
  String more() {
    return "";
  }

  static String quoted(String brokers) {
    return "\"" + brokers.replace(",", "\", \"") + "\"";
  }

  final KafkaClients clients(Configuration configuration) {
    return new KafkaClients(
        Objects.requireNonNull(configuration.kafka()),
        new SecretReader(_ -> SECRET),
        InstantSource.system());
  }

  /** A running part of a daemon. */
  record Started(KafkaConnections connections, RelayingDaemon daemon) implements AutoCloseable {

    @Override
    public void close() {
      connections.close();
      daemon.close();
    }
  }

  final Started start() {
    return start(configuration(), memory, "daemon-1");
  }

  final Started start(Configuration configuration, StateStore store, String holder) {
    var ports =
        new HookPorts(
            _ -> Optional.empty(),
            store.deliveries(),
            store.audit(),
            _ -> pokes.incrementAndGet(),
            _ -> {});
    var daemon = RelayingDaemon.of(store, holder, configuration.timing().lease());
    var connections =
        KafkaConnections.start(
            configuration,
            new KafkaConnections.Outside(
                store, daemon::relay, new SecretReader(_ -> SECRET), InstantSource.system()),
            new KafkaConnections.Intake(
                new DeliveryIntake(ports, InstantSource.system()), KafkaFixture::source),
            new KafkaConnections.Reports(counts, health));
    var all = new Started(connections, daemon);
    started.add(all);
    return all;
  }

  final void stop(Started one) {
    one.close();
    started.remove(one);
  }

  static RecordSource source(Configuration.Source source) {
    var trusts =
        Objects.requireNonNull(source.records()).topic() == null
            ? new HookSource.Verification.Unsigned()
            : new HookSource.Verification.Signed(
                new WebhookSecrets(
                    List.of(
                        new WebhookSecrets.Entry(
                            () -> Optional.of(new Secret(SECRET)), null, null))));
    return new RecordSource(
        hook(source, trusts, Forge.GITHUB), hook(source, trusts, Forge.CLOUDEVENTS));
  }

  private static HookSource hook(
      Configuration.Source source, HookSource.Verification verification, Forge forge) {
    return new HookSource(
        source.id(), source.branch(), "42", verification, ForgeReaders.of(ForgeSettings.of(forge)));
  }

  /** A push as a relay of GitHub's webhooks puts it into a topic. */
  static ProducerRecord<byte[], byte[]> push(String topic, @Nullable String key, String id) {
    var body = PUSH.getBytes(StandardCharsets.UTF_8);
    var record = record(topic, key, body);
    header(record, "Content-Type", "application/json");
    header(record, "X-GitHub-Event", "push");
    header(record, "X-GitHub-Delivery", id);
    header(record, "X-Hub-Signature-256", "sha256=" + signature(body));
    return record;
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, @Nullable String key, byte @Nullable [] body) {
    return new ProducerRecord<>(
        topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), body);
  }

  static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().remove(name);
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  final void send(ProducerRecord<byte[], byte[]> record) throws Exception {
    producer.send(record).get(30, TimeUnit.SECONDS);
  }

  private static String signature(byte[] body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  final List<Delivery> deliveries(SourceId source) {
    return memory.deliveries().newest(source, 100_000).reversed();
  }

  /** All records of a topic, of which there are as many. */
  final List<ConsumerRecord<String, byte[]>> readAll(String topic, int expected) {
    return readAll(servers, topic, expected);
  }

  static List<ConsumerRecord<String, byte[]>> readAll(String brokers, String topic, int expected) {
    return read(brokers, topic, all -> all.size() >= expected);
  }

  /** All records of a topic of events up to a position, repetitions included. */
  static List<ConsumerRecord<String, byte[]>> readUntil(
      String brokers, String topic, long position) {
    var seen = new HashSet<String>();
    return read(
        brokers,
        topic,
        all -> {
          all.forEach(it -> seen.add(header(it, "ce_trueupposition")));
          return seen.size() >= position;
        });
  }

  /** Brokers hear of a new topic one after the other. */
  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    var found = consumer.partitionsFor(topic);
    while (found.isEmpty()) {
      found = consumer.partitionsFor(topic);
    }
    return found.stream().map(it -> new TopicPartition(topic, it.partition())).toList();
  }

  /** All records that a topic has now. */
  static List<ConsumerRecord<String, byte[]>> readToEnd(String brokers, String topic) {
    try (var consumer = consumer(brokers)) {
      var partitions = partitions(consumer, topic);
      var ends = consumer.endOffsets(partitions);
      var all = new ArrayList<ConsumerRecord<String, byte[]>>();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream()
          .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(String brokers) {
    return new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** All records of a topic, once there are enough. */
  static List<ConsumerRecord<String, byte[]>> read(
      String brokers, String topic, Predicate<List<ConsumerRecord<String, byte[]>>> isEnough) {
    var all = new ArrayList<ConsumerRecord<String, byte[]>>();
    try (var consumer = consumer(brokers)) {
      var partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!isEnough.test(all) && System.nanoTime() < until) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  static String header(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}

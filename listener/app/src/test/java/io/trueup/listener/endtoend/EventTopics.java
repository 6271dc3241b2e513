package io.trueup.listener.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import io.trueup.listener.lab.demo.DaemonClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Topics of a broker by which merges are announced to a site's daemons, and events come out. */
final class EventTopics implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  private static final String TYPE_PREFIX = "io.trueup.";
  private static final String TYPE_SUFFIX = ".v1";

  final String servers = TestKafka.servers();
  final String git = TestKafka.uniqueName("git");
  final String dead = TestKafka.uniqueName("dead");
  final String events = TestKafka.uniqueName("events");
  private final KafkaProducer<String, byte[]> producer =
      new KafkaProducer<>(
          Map.of("bootstrap.servers", servers, "acks", "all"),
          new StringSerializer(),
          new ByteArraySerializer());

  /** An event as a reader sees it. */
  record Event(long position, String type, String key, JsonNode data) {}

  /** Creates them. */
  static EventTopics create() {
    var topics = new EventTopics();
    try (var admin = Admin.create(Map.of("bootstrap.servers", topics.servers))) {
      var wanted = new ArrayList<NewTopic>();
      for (var name : List.of(topics.git, topics.dead, topics.events)) {
        wanted.add(new NewTopic(name, Optional.of(3), Optional.empty()));
      }
      admin.createTopics(wanted).all().get(30, TimeUnit.SECONDS);
      return topics;
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot create topics", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Announces a commit as GitHub does, and returns when the broker has it. */
  void announce(String commit) {
    var payload = JSON.createObjectNode().put("ref", "refs/heads/main").put("after", commit);
    payload.putObject("repository").put("id", 1).put("full_name", "northwind/model");
    var body = payload.toString().getBytes(StandardCharsets.UTF_8);
    var record = new ProducerRecord<>(git, "northwind/model", body);
    header(record, "Content-Type", "application/json");
    header(record, "X-GitHub-Event", "push");
    header(record, "X-GitHub-Delivery", commit);
    header(
        record, "X-Hub-Signature-256", "sha256=" + DaemonClient.signature(body, Site.HOOK_SECRET));
    try {
      producer.send(record).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Cannot announce a merge", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** All events that are committed, repetitions included, those of one partition in its order. */
  List<Event> read() {
    var all = new ArrayList<Event>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", servers, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      var partitions =
          consumer.partitionsFor(events).stream()
              .map(it -> new TopicPartition(events, it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(it -> all.add(event(it)));
      }
    }
    return List.copyOf(all);
  }

  private static Event event(ConsumerRecord<String, String> record) {
    var type = header(record, "ce_type");
    if (!type.startsWith(TYPE_PREFIX) || !type.endsWith(TYPE_SUFFIX)) {
      throw new AssertionError("Not the type of an event: " + type);
    }
    return new Event(
        Long.parseLong(header(record, "ce_trueupposition")),
        type.substring(TYPE_PREFIX.length(), type.length() - TYPE_SUFFIX.length()),
        record.key(),
        json(record.value()));
  }

  private static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}

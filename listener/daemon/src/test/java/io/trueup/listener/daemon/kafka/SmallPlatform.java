package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.kafka.WorkResult.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A participant as small as it may be: a process that puts a random id of the run into each result.
 * What it has to remember it reads from its own results.
 */
final class SmallPlatform {

  private static final String GROUP = "small-platform";
  private static final Duration POLL = Duration.ofMillis(100);

  private final String servers;
  private final KafkaConsumer<byte[], byte[]> commands;
  private final KafkaProducer<byte[], byte[]> producer;
  private final String results;
  private final Set<String> platforms;

  /** The newest token of each platform. */
  private final Map<String, Long> tokens = new HashMap<>();

  /** A command of a platform. */
  private record Key(String platform, String command) {}

  /** The last result of each command that it began. */
  private final Map<Key, WorkResult> last = new HashMap<>();

  /** Results that the brokers may not have yet. */
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();

  private SmallPlatform(
      String servers,
      KafkaConsumer<byte[], byte[]> commands,
      KafkaProducer<byte[], byte[]> producer,
      String results,
      Set<String> platforms) {
    this.servers = servers;
    this.commands = commands;
    this.producer = producer;
    this.results = results;
    this.platforms = Set.copyOf(platforms);
  }

  /** Works until it is told to end. */
  public static void main(String[] arguments) {
    var servers = environment("TRUEUP_KAFKA_SERVERS");
    var results = environment("TRUEUP_WORK_RESULTS");
    var commands = consumer(servers);
    var ends = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              commands.wakeup();
              try {
                ends.join();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            }));
    try (commands;
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      var platforms = Set.of(environment("TRUEUP_WORK_PLATFORMS").split(",", -1));
      var platform = new SmallPlatform(servers, commands, producer, results, platforms);
      platform.work(environment("TRUEUP_WORK_COMMANDS"));
    } catch (WakeupException _) {
      // It was told to end.
    }
  }

  private static String environment(String name) {
    return Objects.requireNonNull(System.getenv(name), name);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String servers) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", servers,
            "group.id", GROUP,
            "enable.auto.commit", "false",
            "auto.offset.reset", "earliest",
            "session.timeout.ms", "6000",
            "heartbeat.interval.ms", "2000"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void remember() {
    try (var reader = consumer(servers)) {
      var partitions =
          reader.partitionsFor(results).stream()
              .map(it -> new TopicPartition(results, it.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      var ends = reader.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(it -> reader.position(it.getKey()) < it.getValue())) {
        reader.poll(POLL).forEach(this::remember);
      }
    }
  }

  private void remember(ConsumerRecord<byte[], byte[]> record) {
    if (WorkMessages.result(record) instanceof WorkMessage.Known(var result)) {
      tokens.merge(result.platform(), result.fencingToken(), Math::max);
      if (result.state() == State.DONE || result.state() == State.FAILED) {
        last.put(new Key(result.platform(), result.command()), result);
      }
    }
  }

  private void work(String topic) {
    commands.subscribe(List.of(topic), new Assignments());
    while (true) {
      commands.poll(POLL).forEach(this::take);
      awaitAcknowledgements();
      commands.commitSync();
    }
  }

  /** Another process may have worked for these platforms until now. */
  private final class Assignments implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // What was taken of them is acknowledged and committed.
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        remember();
      }
    }
  }

  /** An offset must not be committed before the results are there. */
  private void awaitAcknowledgements() {
    try {
      for (var each : sent) {
        each.get();
      }
      sent.clear();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A result was not acknowledged", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    switch (WorkMessages.command(record)) {
      case WorkMessage.Known(var command) when isOwn(command.platform()) -> take(command);
      case WorkMessage.Newer<WorkCommand>(var id, var platform, var token, var refusal)
          when isOwn(platform) -> {
        tokens.merge(platform, token, Math::max);
        send(new WorkResult(id, platform, token, State.REFUSED, refusal, "{}"));
      }
      case WorkMessage.Known<WorkCommand> _,
          WorkMessage.Newer<WorkCommand> _,
          WorkMessage.Unreadable<WorkCommand> _ -> {}
    }
  }

  private boolean isOwn(String platform) {
    return platforms.contains(platform);
  }

  private void take(WorkCommand command) {
    var newest = tokens.merge(command.platform(), command.fencingToken(), Math::max);
    var known = last.get(new Key(command.platform(), command.id()));
    if (known != null) {
      send(result(command, known.state(), known.detail(), known.data()));
    } else if (command.fencingToken() < newest) {
      refuse(command, "Another process sends commands with a newer token");
    } else if (command.expires().isBefore(InstantSource.system().instant())) {
      refuse(command, "It has expired");
    } else {
      act(command);
    }
  }

  private void act(WorkCommand command) {
    switch (command.action()) {
      case "execute" -> {
        send(result(command, State.PROGRESS, "It begins", "{}"));
        end(command, State.DONE, "");
      }
      case "fail" -> end(command, State.FAILED, "The warehouse is full");
      default -> refuse(command, "It knows no action '%s'".formatted(command.action()));
    }
  }

  private void end(WorkCommand command, State state, String detail) {
    var result = result(command, state, detail, "{\"run\":\"%s\"}".formatted(UUID.randomUUID()));
    last.put(new Key(command.platform(), command.id()), result);
    send(result);
  }

  private void refuse(WorkCommand command, String why) {
    send(result(command, State.REFUSED, why, "{}"));
  }

  private static WorkResult result(WorkCommand command, State state, String detail, String data) {
    return new WorkResult(
        command.id(), command.platform(), command.fencingToken(), state, detail, data);
  }

  private void send(WorkResult result) {
    var id = UUID.randomUUID().toString();
    sent.add(producer.send(WorkMessages.record(results, "urn:example:small-platform", id, result)));
  }
}

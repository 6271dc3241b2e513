package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.kafka.WorkResult.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.errors.WakeupException;

/** A platform of another process, as small as it may be: it echoes what it is to do. */
final class SmallPlatform implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> commands;
  private final KafkaProducer<byte[], byte[]> producer;
  private final String results;
  private final Map<String, Long> tokens = new HashMap<>();
  private final Map<String, WorkResult> done = new HashMap<>();
  private final List<String> executed = new CopyOnWriteArrayList<>();
  private final Thread thread;

  SmallPlatform(
      KafkaConsumer<byte[], byte[]> commands,
      KafkaProducer<byte[], byte[]> producer,
      WorkChannel.Topics topics) {
    this.commands = commands;
    this.producer = producer;
    this.results = topics.results();
    commands.subscribe(List.of(topics.commands()));
    this.thread = Thread.ofPlatform().start(this::work);
  }

  /** The ids of the commands that it executed, in order. */
  List<String> executed() {
    return List.copyOf(executed);
  }

  private void work() {
    try {
      while (true) {
        for (var record : commands.poll(Duration.ofMillis(100))) {
          WorkMessages.command(record.value()).ifPresent(this::take);
        }
      }
    } catch (NoOffsetForPartitionException e) {
      commands.seekToBeginning(e.partitions());
      work();
    } catch (WakeupException _) {
      // It is closed.
    }
  }

  private void take(WorkCommand command) {
    if (command.fencingToken() < tokens.getOrDefault(command.platform(), 0L)) {
      send(result(command, State.REFUSED, "Another process sends commands with a newer token"));
    } else if (command.expires().isBefore(InstantSource.system().instant())) {
      send(result(command, State.REFUSED, "It has expired"));
    } else {
      tokens.put(command.platform(), command.fencingToken());
      if (!done.containsKey(command.id())) {
        executed.add(command.id());
        send(result(command, State.PROGRESS, "It begins"));
        done.put(command.id(), result(command, State.DONE, ""));
      }
      send(done.get(command.id()));
    }
  }

  private static WorkResult result(WorkCommand command, State state, String detail) {
    return new WorkResult(
        command.id(), command.platform(), command.fencingToken(), state, detail, command.data());
  }

  private void send(WorkResult result) {
    var _ =
        producer.send(
            WorkMessages.record(
                results, "urn:test:platform", result.command() + "-" + result.state(), result));
    producer.flush();
  }

  @Override
  public void close() {
    commands.wakeup();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    commands.close();
    producer.close();
  }
}

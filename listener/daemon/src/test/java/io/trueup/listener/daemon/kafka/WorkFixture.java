package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.config.KafkaConfiguration.Work;
import io.trueup.listener.daemon.kafka.WorkResult.State;
import io.trueup.listener.daemon.testing.kafka.TestKafka;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;

/** Channels of work, and a platform whose part a test plays. */
abstract class WorkFixture extends KafkaFixture {

  final Work work = new Work(TestKafka.uniqueName("commands"), TestKafka.uniqueName("results"));
  private final List<WorkChannel> channels = new ArrayList<>();
  private int results;

  WorkFixture() {
    this(TestKafka.servers());
  }

  WorkFixture(String servers) {
    super(servers);
  }

  @AfterEach
  final void disconnect() {
    channels.forEach(WorkChannel::close);
  }

  final WorkChannel channel() {
    return channel(servers);
  }

  final WorkChannel channel(String brokers) {
    var channel =
        WorkChannel.open(
            clients(configuration(brokers)),
            work,
            new WorkChannel.Outside(
                "urn:trueup:test",
                new PartitionCounts(Map.of(), Set.of(work.results()), health),
                health,
                InstantSource.system()));
    channels.add(channel);
    return channel;
  }

  static WorkCommand command(String id, long token) {
    return command(id, token, Duration.ofMinutes(2));
  }

  static WorkCommand command(String id, long token, Duration left) {
    var expires = InstantSource.system().instant().plus(left);
    return new WorkCommand(id, "acme/Live", "execute", token, expires, "{\"steps\":[1]}");
  }

  static WorkResult result(String id, long token, State state) {
    return new WorkResult(id, "acme/Live", token, state, "As " + state, "{}");
  }

  /** The platform reports something. */
  final void report(WorkResult result) throws Exception {
    send(WorkMessages.record(work.results(), "urn:test", "r-" + ++results, result));
  }

  /** The ids of the first commands that were sent, in the order of their partition. */
  final List<String> sent(int count) {
    return readAll(work.commands(), count).stream().map(WorkFixture::id).toList();
  }

  private static String id(ConsumerRecord<String, byte[]> record) {
    return header(record, "ce_id");
  }

  static WorkResult await(CompletableFuture<WorkResult> result) throws Exception {
    return result.get(90, TimeUnit.SECONDS);
  }
}

package io.trueup.listener.daemon.kafka;

import io.trueup.listener.daemon.kafka.SimulatedKafka.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A producer whose records or answers get lost, and which is fenced by the next one. Nothing of its
 * superclass is used except its having all the methods.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // one thread plays everything
final class SimulatedProducer extends MockProducer<byte[], byte[]> {

  private final SimulatedBrokers brokers;
  private final Machine machine;
  private final LongSupplier token;
  private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
  private boolean hasFailed;
  private int epoch = -1;

  /**
   * A producer that has not begun.
   *
   * @param token of the lease under which it sends
   */
  SimulatedProducer(SimulatedBrokers brokers, Machine machine, LongSupplier token) {
    this.brokers = brokers;
    this.machine = machine;
    this.token = token;
  }

  @Override
  public void initTransactions() {
    machine.between("begins an epoch");
    mayTimeOut();
    epoch = brokers.outbox.begin();
    mayTimeOut();
    machine.between("has begun an epoch");
  }

  @Override
  public void beginTransaction() {
    if (epoch < 0) {
      throw new IllegalStateException("It has no epoch");
    }
    sent.clear();
    hasFailed = false;
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    if (record.topic().equals(SimulatedInbox.DEAD_LETTERS)) {
      return sendLetter(record);
    }
    if (brokers.outbox.isFenced(epoch)) {
      return failed(new InvalidProducerEpochException("It was fenced"));
    }
    if (brokers.world.isMishap(5)) {
      return failed(new TimeoutException("No broker took it"));
    }
    sent.add(record);
    return acknowledged();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    var nobody = new Node[0];
    return List.of(new PartitionInfo(topic, 0, Node.noNode(), nobody, nobody));
  }

  private Future<RecordMetadata> sendLetter(ProducerRecord<byte[], byte[]> letter) {
    machine.between("sends a dead letter");
    if (brokers.world.isMishap(60)) {
      return failed(new TimeoutException("No broker took it"));
    }
    brokers.inbox.keepLetter(letter);
    return brokers.world.isMishap(30)
        ? failed(new TimeoutException("The answer was lost"))
        : acknowledged();
  }

  private Future<RecordMetadata> failed(KafkaException failure) {
    hasFailed = true;
    return CompletableFuture.failedFuture(failure);
  }

  private static Future<RecordMetadata> acknowledged() {
    return CompletableFuture.completedFuture(
        new RecordMetadata(new TopicPartition(SimulatedOutbox.TOPIC, 0), 0, 0, 0, 0, 0));
  }

  @Override
  public void flush() {
    machine.between("waits for acknowledgements");
  }

  @Override
  public void commitTransaction() {
    machine.between("commits a transaction");
    if (brokers.outbox.isFenced(epoch)) {
      throw new ProducerFencedException("It was fenced");
    }
    if (hasFailed) {
      throw new KafkaException("A record was not taken");
    }
    mayTimeOut();
    brokers.outbox.append(sent, token.getAsLong());
    mayTimeOut();
    machine.between("has committed a transaction");
  }

  private void mayTimeOut() {
    if (brokers.world.isMishap(20)) {
      throw new TimeoutException("No broker answers");
    }
  }

  @Override
  public void close(Duration timeout) {
    sent.clear();
  }
}

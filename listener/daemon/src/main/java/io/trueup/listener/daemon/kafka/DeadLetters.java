package io.trueup.listener.daemon.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records that cannot be taken, with the reason and where they come from in headers. One that
 * is too long for its topic is kept without its body.
 */
final class DeadLetters implements AutoCloseable {

  static final String REASON = "trueup-reason";
  static final String TOPIC = "trueup-topic";
  static final String PARTITION = "trueup-partition";
  static final String OFFSET = "trueup-offset";
  static final String OMITTED = "trueup-omitted-bytes";

  private final Producer<byte[], byte[]> producer;
  private final String topic;

  DeadLetters(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /** A letter that is on its way. */
  record Sent(ConsumerRecord<byte[], byte[]> from, String reason, Future<RecordMetadata> answer) {}

  /** Sends a letter, which is safe once {@link #await} returns. */
  Sent send(ConsumerRecord<byte[], byte[]> from, String reason) {
    return new Sent(from, reason, producer.send(letter(from, reason, from.value())));
  }

  /**
   * Waits until a letter is kept.
   *
   * @throws KafkaException when it is not
   */
  void await(Sent sent) throws InterruptedException {
    try {
      acknowledged(sent.answer());
    } catch (RecordTooLargeException _) {
      acknowledged(producer.send(letter(sent.from(), sent.reason(), null)));
    }
  }

  private static void acknowledged(Future<RecordMetadata> answer) throws InterruptedException {
    try {
      answer.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException("Cannot keep a dead letter", e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Cannot keep a dead letter", e);
    }
  }

  private ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> from, String reason, byte @Nullable [] body) {
    var letter =
        new ProducerRecord<byte[], byte[]>(
            topic, null, from.key(), body, RecordHeaders.withoutSecrets(from.headers()));
    letter
        .headers()
        .add(REASON, RecordHeaders.bytes(reason))
        .add(TOPIC, RecordHeaders.bytes(from.topic()))
        .add(PARTITION, RecordHeaders.bytes(Integer.toString(from.partition())))
        .add(OFFSET, RecordHeaders.bytes(Long.toString(from.offset())));
    if (body == null && from.value() != null) {
      letter.headers().add(OMITTED, RecordHeaders.bytes(Integer.toString(from.value().length)));
    }
    return letter;
  }

  @Override
  public void close() {
    producer.close(KafkaClients.PATIENCE);
  }
}

package io.trueup.listener.daemon.kafka;

import io.trueup.statestore.Installation;
import io.trueup.statestore.change.ChangeForms;
import io.trueup.statestore.change.RecordedChange;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * State changes as CloudEvents 1.0 in binary mode. The id stays the same however often an event is
 * sent. The key is the platform, or the source where there is none, so that those of one platform
 * are in one partition. Pure.
 */
final class CloudEvents {

  static final String ID = "ce_id";
  static final String TYPE = "ce_type";
  static final String SEQUENCE = "ce_sequence";

  private final Installation installation;
  private final String topic;

  CloudEvents(Installation installation, String topic) {
    this.installation = installation;
    this.topic = topic;
  }

  /**
   * The event of a change.
   *
   * @throws KafkaSetupException when this process does not know its type
   */
  ProducerRecord<byte[], byte[]> of(RecordedChange change) {
    var record =
        new ProducerRecord<>(topic, RecordHeaders.bytes(key(change)), bytes(change.data()));
    var version = version(change);
    add(record, "content-type", "application/json");
    add(record, "ce_specversion", "1.0");
    add(record, ID, "%s-%d".formatted(installation.id(), change.position()));
    add(record, "ce_source", "urn:trueup:installation:" + installation.id());
    add(record, TYPE, "io.trueup.%s.v%d".formatted(change.type(), version));
    add(record, "ce_dataschema", EventSchemas.id(change.type(), version));
    add(record, "ce_subject", change.about());
    add(record, "ce_time", change.at().toString());
    add(record, SEQUENCE, Long.toString(change.position()));
    if (change.trace() != null) {
      add(record, "ce_traceparent", change.trace());
      add(record, "traceparent", change.trace());
    }
    return record;
  }

  private static int version(RecordedChange change) {
    try {
      return ChangeForms.version(change.type());
    } catch (IllegalArgumentException _) {
      throw new KafkaSetupException(
          "This process does not know events of type '%s', which a newer one recorded. Upgrade it"
              .formatted(change.type()));
    }
  }

  private static String key(RecordedChange change) {
    var source = change.source();
    if (source == null) {
      return change.about();
    }
    var platform = change.platform();
    return platform == null ? source.value() : source.value() + "/" + platform;
  }

  private static void add(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package io.trueup.listener.daemon.kafka;

import io.trueup.listener.engine.event.CloudEvent;
import io.trueup.statestore.Installation;
import io.trueup.statestore.RecordedChange;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * State changes as CloudEvents in the binary mode of Kafka. The key is the platform, or the source
 * where there is none, so that those of one platform are in one partition. Pure.
 */
final class EventRecords {

  private static final String ATTRIBUTE = "ce_";

  /** The attribute that Kafka's binding has another name for. */
  private static final Map<String, String> OTHERS = Map.of("datacontenttype", "content-type");

  private final Installation installation;
  private final String topic;

  EventRecords(Installation installation, String topic) {
    this.installation = installation;
    this.topic = topic;
  }

  /** The record of a change. */
  ProducerRecord<byte[], byte[]> of(RecordedChange change) {
    var event = CloudEvent.of(change, installation);
    var record =
        new ProducerRecord<>(
            topic, RecordHeaders.bytes(key(change)), RecordHeaders.bytes(event.data()));
    event
        .attributes()
        .forEach((name, value) ->
            record
                .headers()
                .add(OTHERS.getOrDefault(name, ATTRIBUTE + name), RecordHeaders.bytes(value)));
    var trace = event.attributes().get(CloudEvent.TRACEPARENT);
    if (trace != null) {
      record.headers().add(CloudEvent.TRACEPARENT, RecordHeaders.bytes(trace));
    }
    return record;
  }

  private static String key(RecordedChange change) {
    var source = change.source();
    var platform = change.platform();
    if (source == null) {
      return change.about();
    }
    return platform == null ? source.value() : source.value() + "/" + platform;
  }
}

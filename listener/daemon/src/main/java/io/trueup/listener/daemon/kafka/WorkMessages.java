package io.trueup.listener.daemon.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.engine.text.JsonMappers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Commands and results as records: CloudEvents in binary mode, keyed by the platform. Their schemas
 * are in {@code docs/work}. Pure.
 */
final class WorkMessages {

  static final String COMMAND = "io.trueup.work.command.v1";
  static final String RESULT = "io.trueup.work.result.v1";

  private WorkMessages() {}

  static ProducerRecord<byte[], byte[]> record(String topic, String source, WorkCommand command) {
    var json = new ObjectNode(JsonNodeFactory.instance);
    json.put("command", command.id());
    json.put("platform", command.platform());
    json.put("action", command.action());
    json.put("fencingToken", command.fencingToken());
    json.put("expires", command.expires().toString());
    json.set("data", tree(command.data()));
    return record(topic, source, COMMAND, new Identity(command.id(), command.platform()), json);
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, String source, String id, WorkResult result) {
    var json = new ObjectNode(JsonNodeFactory.instance);
    json.put("command", result.command());
    json.put("platform", result.platform());
    json.put("fencingToken", result.fencingToken());
    json.put("state", result.state().name().toLowerCase(Locale.ROOT));
    json.put("detail", result.detail());
    json.set("data", tree(result.data()));
    return record(topic, source, RESULT, new Identity(id, result.platform()), json);
  }

  private record Identity(String id, String platform) {}

  private static ProducerRecord<byte[], byte[]> record(
      String topic, String source, String type, Identity identity, ObjectNode json) {
    var record =
        new ProducerRecord<>(
            topic, RecordHeaders.bytes(identity.platform()), RecordHeaders.bytes(json.toString()));
    record
        .headers()
        .add("content-type", RecordHeaders.bytes("application/json"))
        .add("ce_specversion", RecordHeaders.bytes("1.0"))
        .add("ce_id", RecordHeaders.bytes(identity.id()))
        .add("ce_source", RecordHeaders.bytes(source))
        .add("ce_type", RecordHeaders.bytes(type))
        .add("ce_subject", RecordHeaders.bytes(identity.platform()))
        .add("ce_dataschema", RecordHeaders.bytes("urn:trueup:work:" + type));
    return record;
  }

  /** Reads a command; empty when it is malformed. Fields that are not known are left alone. */
  static Optional<WorkCommand> command(byte[] value) {
    try {
      var json = tree(new String(value, StandardCharsets.UTF_8));
      return Optional.of(
          new WorkCommand(
              required(json, "command"),
              required(json, "platform"),
              required(json, "action"),
              json.path("fencingToken").asLong(),
              Instant.parse(required(json, "expires")),
              json.path("data").toString()));
    } catch (IllegalArgumentException | DateTimeException _) {
      return Optional.empty();
    }
  }

  /** Reads a result; empty when it is malformed. Fields that are not known are left alone. */
  static Optional<WorkResult> result(byte[] value) {
    try {
      var json = tree(new String(value, StandardCharsets.UTF_8));
      return Optional.of(
          new WorkResult(
              required(json, "command"),
              required(json, "platform"),
              json.path("fencingToken").asLong(),
              WorkResult.State.valueOf(required(json, "state").toUpperCase(Locale.ROOT)),
              json.path("detail").asText(""),
              json.path("data").toString()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String required(JsonNode json, String field) {
    var text = json.path(field).asText("");
    if (text.isEmpty()) {
      throw new IllegalArgumentException("Field '%s' is missing".formatted(field));
    }
    return text;
  }

  private static JsonNode tree(String json) {
    try {
      return JsonMappers.STRICT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON", e);
    }
  }
}

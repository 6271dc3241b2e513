package io.trueup.listener.daemon.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trueup.listener.engine.text.JsonMappers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commands and results as records: CloudEvents in binary mode, keyed by the platform. Their schemas
 * are in {@code docs/work}. Pure.
 */
final class WorkMessages {

  private static final String TYPE = "ce_type";

  private WorkMessages() {}

  /**
   * The record of a command.
   *
   * @throws IllegalArgumentException when its data is no JSON object
   */
  static ProducerRecord<byte[], byte[]> record(String topic, String source, WorkCommand command) {
    var json = new ObjectNode(JsonNodeFactory.instance);
    json.put("command", command.id());
    json.put("platform", command.platform());
    json.put("action", command.action());
    json.put("fencingToken", command.fencingToken());
    json.put("expires", command.expires().toString());
    json.set("data", tree(command.data()));
    var identity = new Identity(source, command.id(), command.platform());
    return record(topic, WorkForm.COMMAND, identity, json);
  }

  /**
   * The record of a result.
   *
   * @param id of the event, different for each result
   * @throws IllegalArgumentException when its data is no JSON object
   */
  static ProducerRecord<byte[], byte[]> record(
      String topic, String source, String id, WorkResult result) {
    var json = new ObjectNode(JsonNodeFactory.instance);
    json.put("command", result.command());
    json.put("platform", result.platform());
    json.put("fencingToken", result.fencingToken());
    json.put("state", result.state().name().toLowerCase(Locale.ROOT));
    json.put("detail", result.detail());
    json.set("data", tree(result.data()));
    return record(topic, WorkForm.RESULT, new Identity(source, id, result.platform()), json);
  }

  private record Identity(String source, String id, String platform) {}

  private static ProducerRecord<byte[], byte[]> record(
      String topic, WorkForm form, Identity identity, ObjectNode json) {
    form.problem(json)
        .ifPresent(problem -> {
          throw new IllegalArgumentException(
              "Cannot write a %s '%s'. %s".formatted(form.name(), identity.id(), problem));
        });
    var record =
        new ProducerRecord<>(
            topic, RecordHeaders.bytes(identity.platform()), RecordHeaders.bytes(json.toString()));
    record
        .headers()
        .add("content-type", RecordHeaders.bytes("application/json"))
        .add("ce_specversion", RecordHeaders.bytes("1.0"))
        .add("ce_id", RecordHeaders.bytes(identity.id()))
        .add("ce_source", RecordHeaders.bytes(identity.source()))
        .add(TYPE, RecordHeaders.bytes(form.type()))
        .add("ce_subject", RecordHeaders.bytes(identity.platform()))
        .add("ce_dataschema", RecordHeaders.bytes(form.schemaId()));
    return record;
  }

  /** Reads a command. */
  static WorkMessage<WorkCommand> command(ConsumerRecord<?, byte[]> record) {
    return read(
        WorkForm.COMMAND,
        record,
        json ->
            new WorkCommand(
                json.path("command").textValue(),
                json.path("platform").textValue(),
                json.path("action").textValue(),
                json.path("fencingToken").longValue(),
                Instant.parse(json.path("expires").textValue()),
                json.path("data").toString()));
  }

  /** Reads a result. */
  static WorkMessage<WorkResult> result(ConsumerRecord<?, byte[]> record) {
    return read(
        WorkForm.RESULT,
        record,
        json ->
            new WorkResult(
                json.path("command").textValue(),
                json.path("platform").textValue(),
                json.path("fencingToken").longValue(),
                WorkResult.State.valueOf(json.path("state").textValue().toUpperCase(Locale.ROOT)),
                json.path("detail").textValue(),
                json.path("data").toString()));
  }

  private static <T> WorkMessage<T> read(
      WorkForm form, ConsumerRecord<?, byte[]> record, Function<JsonNode, T> content) {
    var header = record.headers().lastHeader(TYPE);
    if (header == null || header.value() == null) {
      return new WorkMessage.Unreadable<>("It has no header 'ce_type'");
    }
    var type = new String(header.value(), StandardCharsets.UTF_8);
    var version = form.versionIn(type);
    if (version.isEmpty()) {
      return new WorkMessage.Unreadable<>(
          "It is no %s: its header 'ce_type' is '%s'".formatted(form.name(), type));
    }
    var json = object(record.value());
    if (json == null) {
      return new WorkMessage.Unreadable<>("It is no JSON object");
    }
    return version.get() > form.version()
        ? newer(form, version.get(), json)
        : form.problem(json)
            .<WorkMessage<T>>map(WorkMessage.Unreadable::new)
            .orElseGet(() -> new WorkMessage.Known<>(content.apply(json)));
  }

  private static <T> WorkMessage<T> newer(WorkForm form, int version, JsonNode json) {
    return form.problemOfAnswering(json)
        .<WorkMessage<T>>map(WorkMessage.Unreadable::new)
        .orElseGet(() ->
            new WorkMessage.Newer<>(
                json.path("command").textValue(),
                json.path("platform").textValue(),
                json.path("fencingToken").longValue(),
                "This process understands each %s up to version %d, and this one has version %d. Upgrade the process"
                    .formatted(form.name(), form.version(), version)));
  }

  private static @Nullable JsonNode object(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      var json = JsonMappers.STRICT.readTree(new String(value, StandardCharsets.UTF_8));
      return json.isObject() ? json : null;
    } catch (JsonProcessingException _) {
      return null;
    }
  }

  /** A text of a command or result as JSON. */
  static JsonNode tree(String json) {
    try {
      return JsonMappers.STRICT.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Not JSON: " + json, e);
    }
  }
}

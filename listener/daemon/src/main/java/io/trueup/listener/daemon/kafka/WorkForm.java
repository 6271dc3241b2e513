package io.trueup.listener.daemon.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The form of commands or of results, from which their schema is made and by which they are read.
 *
 * @param name such as {@code command}
 * @param version grows when a field goes or changes its meaning; new fields do not change it
 * @param meaning for readers of the schema
 * @param fields in the order in which they are written; none may be missing
 */
record WorkForm(String name, int version, String meaning, List<Field> fields) {

  private static final String PREFIX = "io.trueup.work.";

  static final WorkForm COMMAND =
      new WorkForm(
          "command",
          1,
          "What a platform is to do. A platform refuses a command whose fencing token is smaller"
              + " than one it has seen for the platform, or that has expired, and does a command"
              + " once however often it comes.",
          List.of(
              new Field("command", Type.NAME, "The command's id, the same when it is sent again."),
              new Field("platform", Type.NAME, "Such as acme/Live."),
              new Field("action", Type.NAME, "What to do."),
              new Field("fencingToken", Type.COUNT, "That of the lease that it was sent under."),
              new Field("expires", Type.TIME, "Until when the daemon waits for its result."),
              new Field("data", Type.OBJECT, "What the action needs.")));

  static final WorkForm RESULT =
      new WorkForm(
          "result",
          1,
          "What a platform reports about a command: progress any number of times, then one of done,"
              + " failed and refused.",
          List.of(
              new Field("command", Type.NAME, "The command's id."),
              new Field("platform", Type.NAME, "That of the command."),
              new Field("fencingToken", Type.COUNT, "That of the command."),
              new Field("state", Type.STATE, "How far it is."),
              new Field(
                  "detail",
                  Type.TEXT,
                  "One sentence for people; required for failed and refused, otherwise it may be empty."),
              new Field("data", Type.OBJECT, "What the action gives.")));

  /** The names of the states of results. */
  static final List<String> STATES =
      Arrays.stream(WorkResult.State.values())
          .map(it -> it.name().toLowerCase(Locale.ROOT))
          .toList();

  WorkForm {
    fields = List.copyOf(fields);
  }

  /**
   * One field.
   *
   * @param meaning one sentence for readers of the schema
   */
  record Field(String name, Type type, String meaning) {}

  /** What a field holds. */
  enum Type {
    /** A text that is not empty. */
    NAME,
    /** A text, perhaps empty. */
    TEXT,
    /** An integer from 0 on. */
    COUNT,
    /** As RFC 3339 has it. */
    TIME,
    /** One of {@link #STATES}. */
    STATE,
    /** Any JSON object. */
    OBJECT
  }

  /** The CloudEvents' type, such as {@code io.trueup.work.command.v1}. */
  String type() {
    return PREFIX + name + ".v" + version;
  }

  /** The id of the schema. */
  String schemaId() {
    return "urn:trueup:work:" + type();
  }

  /**
   * The version that a CloudEvents' type names.
   *
   * @return empty when it is no type of this form
   */
  Optional<Integer> versionIn(String itsType) {
    var prefix = PREFIX + name + ".v";
    if (!itsType.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Integer.parseInt(itsType.substring(prefix.length()))).filter(it -> it > 0);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Why a value has not this form; empty when it has. Fields that are not known are left alone. */
  Optional<String> problem(JsonNode json) {
    return problem(json, fields);
  }

  /**
   * Why a value of any version of this form cannot be answered; empty when it can.
   *
   * @see WorkMessage.Newer
   */
  Optional<String> problemOfAnswering(JsonNode json) {
    return problem(
        json,
        fields.stream().filter(it -> WorkMessage.IN_ALL_VERSIONS.contains(it.name())).toList());
  }

  private static Optional<String> problem(JsonNode json, List<Field> fields) {
    return fields.stream()
        .filter(it -> !holds(it.type(), json.path(it.name())))
        .findFirst()
        .map(it ->
            json.has(it.name())
                ? "Its field '%s' is not as the schema says".formatted(it.name())
                : "It has no field '%s'".formatted(it.name()));
  }

  private static boolean holds(Type type, JsonNode value) {
    return switch (type) {
      case NAME -> value.isTextual() && !value.textValue().isEmpty();
      case TEXT -> value.isTextual();
      case COUNT -> value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= 0;
      case TIME -> value.isTextual() && isTime(value.textValue());
      case STATE -> value.isTextual() && STATES.contains(value.textValue());
      case OBJECT -> value.isObject();
    };
  }

  private static boolean isTime(String text) {
    try {
      var _ = Instant.parse(text);
      return true;
    } catch (DateTimeException _) {
      return false;
    }
  }
}

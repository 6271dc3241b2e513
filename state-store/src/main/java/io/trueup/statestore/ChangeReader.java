package io.trueup.statestore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a change from JSON; fields that it does not know are left alone. */
record ChangeReader(JsonNode object) {

  /** Numbers stay as they are written: others may compute digests of them. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static ChangeReader of(String json) {
    return new ChangeReader(tree(json));
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read as JSON: " + json, e);
    }
  }

  String text(String name) {
    return required(name).asText();
  }

  @Nullable String optionalText(String name) {
    var value = object.get(name);
    return value == null ? null : value.asText();
  }

  /** The JSON of a field that holds any. */
  @Nullable String json(String name) {
    var value = object.get(name);
    return value == null ? null : value.toString();
  }

  long number(String name) {
    return required(name).asLong();
  }

  int count(String name) {
    return required(name).asInt();
  }

  @Nullable Long optionalNumber(String name) {
    var value = object.get(name);
    return value == null ? null : value.asLong();
  }

  /** 0 when it is missing. */
  long numberOrZero(String name) {
    return object.path(name).asLong();
  }

  boolean isTrue(String name) {
    return required(name).asBoolean();
  }

  Instant time(String name) {
    return Instant.parse(text(name));
  }

  @Nullable Instant optionalTime(String name) {
    var text = optionalText(name);
    return text == null ? null : Instant.parse(text);
  }

  <E extends Enum<E>> E constant(Class<E> of, String name) {
    return Enum.valueOf(of, text(name).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  <E extends Enum<E>> @Nullable E optionalConstant(Class<E> of, String name) {
    return object.has(name) ? constant(of, name) : null;
  }

  PlatformId platform() {
    return new PlatformId(source(), text("platform"));
  }

  SourceId source() {
    return new SourceId(text("source"));
  }

  NodeKey node() {
    return new NodeKey(text("node"));
  }

  List<NodeKey> nodes(String name) {
    return list(name, it -> new NodeKey(it.object().asText()));
  }

  <E> List<E> list(String name, Function<ChangeReader, E> element) {
    var elements = new ArrayList<E>();
    required(name).forEach(it -> elements.add(element.apply(new ChangeReader(it))));
    return elements;
  }

  private JsonNode required(String name) {
    var value = object.get(name);
    if (value == null) {
      throw new IllegalStateException("Field '%s' is missing in: %s".formatted(name, object));
    }
    return value;
  }
}

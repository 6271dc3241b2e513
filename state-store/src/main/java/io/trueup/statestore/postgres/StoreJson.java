package io.trueup.statestore.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes and reads the JSON that the store keeps. Pure. */
final class StoreJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StoreJson() {}

  /** An object of keys and values in turn; a value that is not a number is written as its text. */
  static String object(@Nullable Object... keysAndValues) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      object.put(String.valueOf(keysAndValues[i]), plain(keysAndValues[i + 1]));
    }
    return write(object);
  }

  static String object(Map<String, String> values) {
    return write(new TreeMap<>(values));
  }

  static String array(List<String> values) {
    return write(values);
  }

  static List<String> texts(String array) {
    try {
      return MAPPER.readValue(array, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read an array of texts: " + array, e);
    }
  }

  static Map<String, String> map(String object) {
    try {
      return MAPPER.readValue(object, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read an object of texts: " + object, e);
    }
  }

  static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode newArray() {
    return MAPPER.createArrayNode();
  }

  static String text(JsonNode node) {
    return write(node);
  }

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read as JSON: " + json, e);
    }
  }

  static List<String> texts(JsonNode array) {
    var texts = new ArrayList<String>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }

  static @Nullable String optionalText(JsonNode object, String key) {
    var value = object.get(key);
    return value == null ? null : value.asText();
  }

  static @Nullable Duration optionalDuration(JsonNode object, String key) {
    var text = optionalText(object, key);
    return text == null ? null : Duration.parse(text);
  }

  static @Nullable Instant optionalInstant(JsonNode object, String key) {
    var text = optionalText(object, key);
    return text == null ? null : Instant.parse(text);
  }

  /** The value with a text. */
  static <E> E word(E[] values, Function<E, String> text, String word) {
    for (var value : values) {
      if (text.apply(value).equals(word)) {
        return value;
      }
    }
    throw new IllegalStateException("Cannot read '%s' as a stored word".formatted(word));
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Collection<?> elements -> elements.stream().map(StoreJson::plain).toList();
      default -> value.toString();
    };
  }

  private static String write(Object value) {
    try {
      // Postgres refuses NUL, the one character that its texts cannot hold.
      return MAPPER.writeValueAsString(value).replace("\\u0000", "\\ufffd");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write as JSON: " + value, e);
    }
  }
}

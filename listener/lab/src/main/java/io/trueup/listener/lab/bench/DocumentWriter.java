package io.trueup.listener.lab.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes documents as people do: block YAML, or JSON. */
final class DocumentWriter {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_/.@(),-]*");

  private DocumentWriter() {}

  static String write(List<Map<String, Object>> documents, EcosystemSpec.Format format) {
    return switch (format) {
      case YAML ->
          documents.stream().map(DocumentWriter::yaml).collect(Collectors.joining("---\n"));
      case JSON ->
          documents.stream().map(DocumentWriter::json).collect(Collectors.joining("\n", "", "\n"));
    };
  }

  /** A part of JSON documents that is written once and may be in many. */
  static RawValue raw(Object value) {
    return new RawValue(json(value));
  }

  private static String yaml(Map<String, Object> document) {
    var text = new StringBuilder();
    mapping(document, "", text);
    return text.toString();
  }

  private static void mapping(Map<?, ?> mapping, String indent, StringBuilder text) {
    mapping.forEach((key, value) -> {
      text.append(indent).append(scalar(key)).append(':');
      if (value instanceof Map<?, ?> inner) {
        text.append('\n');
        mapping(inner, indent + "  ", text);
      } else {
        text.append(' ').append(scalar(value)).append('\n');
      }
    });
  }

  /** Writes everything that is not plain as JSON, which is YAML too. */
  private static String scalar(Object value) {
    return value instanceof String plain && PLAIN.matcher(plain).matches() ? plain : json(value);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Maps, lists and texts can always be written as JSON", e);
    }
  }
}

package io.trueup.statestore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The schemas of events' data, made from their forms; and what one may not change in the next. */
final class EventSchemas {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private EventSchemas() {}

  /** Each schema, by the name of its file. */
  static SortedMap<String, String> all() {
    var all = new TreeMap<String, String>();
    for (var form : ChangeForms.ALL) {
      all.put("%s.v%d.schema.json".formatted(form.type(), form.version()), text(schema(form)));
    }
    return all;
  }

  private static ObjectNode schema(ChangeForm<?> form) {
    var schema = MAPPER.createObjectNode();
    schema.put("$schema", DIALECT);
    schema.put("$id", "urn:trueup:event:io.trueup.%s.v%d".formatted(form.type(), form.version()));
    schema.put("title", form.type());
    schema.put("description", form.meaning());
    object(schema, form.fields());
    return schema;
  }

  private static void object(ObjectNode schema, List<? extends ChangeField<?>> fields) {
    schema.put("type", "object");
    var properties = schema.putObject("properties");
    var required = MAPPER.createArrayNode();
    for (var field : fields) {
      property(properties.putObject(field.name()), field);
      if (!field.isOptional()) {
        required.add(field.name());
      }
    }
    schema.set("required", required);
  }

  private static void property(ObjectNode property, ChangeField<?> field) {
    property.put("description", field.meaning());
    switch (field.type()) {
      case TEXT -> property.put("type", "string");
      case TIME -> property.put("type", "string").put("format", "date-time");
      case NUMBER -> property.put("type", "integer");
      case TRUTH -> property.put("type", "boolean");
      case TEXTS -> property.put("type", "array").putObject("items").put("type", "string");
      case OBJECTS -> object(property.put("type", "array").putObject("items"), field.fields());
      case ANY -> {}
    }
  }

  private static String text(JsonNode schema) {
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(schema) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What in a newer schema breaks readers of an older one: they may meet only more fields.
   *
   * @param place where in the event, for messages
   */
  static List<String> breaks(String place, JsonNode older, JsonNode newer) {
    var found = new ArrayList<String>();
    for (var keyword : List.of("$id", "type", "format")) {
      if (!older.path(keyword).equals(newer.path(keyword))) {
        found.add(
            "%s: '%s' was %s and is %s"
                .formatted(place, keyword, older.path(keyword), newer.path(keyword)));
      }
    }
    older
        .path("properties")
        .properties()
        .forEach(it -> {
          var name = place + "/" + it.getKey();
          var now = newer.path("properties").path(it.getKey());
          if (now.isMissingNode()) {
            found.add(name + " is gone");
          } else {
            found.addAll(breaks(name, it.getValue(), now));
          }
        });
    for (var each : older.path("required")) {
      if (!contains(newer.path("required"), each)) {
        found.add("%s/%s may be missing now".formatted(place, each.asText()));
      }
    }
    if (older.has("items")) {
      found.addAll(breaks(place + "/*", older.path("items"), newer.path("items")));
    }
    return List.copyOf(found);
  }

  private static boolean contains(JsonNode array, JsonNode wanted) {
    for (var each : array) {
      if (each.equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}

package io.trueup.listener.daemon.kafka;

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

/** The schemas of commands and results, made from their forms; and what may not change in them. */
final class WorkSchemas {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private WorkSchemas() {}

  /** Each schema, by the name of its file. */
  static SortedMap<String, String> all() {
    var all = new TreeMap<String, String>();
    for (var form : List.of(WorkForm.COMMAND, WorkForm.RESULT)) {
      all.put("%s.v%d.schema.json".formatted(form.name(), form.version()), text(schema(form)));
    }
    return all;
  }

  private static ObjectNode schema(WorkForm form) {
    var schema = MAPPER.createObjectNode();
    schema.put("$schema", DIALECT);
    schema.put("$id", form.schemaId());
    schema.put("title", form.name());
    schema.put("description", form.meaning());
    schema.put("type", "object");
    var properties = schema.putObject("properties");
    var required = schema.putArray("required");
    for (var field : form.fields()) {
      property(properties.putObject(field.name()), field);
      required.add(field.name());
    }
    return schema;
  }

  private static void property(ObjectNode property, WorkForm.Field field) {
    property.put("description", field.meaning());
    switch (field.type()) {
      case NAME -> property.put("type", "string").put("minLength", 1);
      case TEXT -> property.put("type", "string");
      case COUNT -> property.put("type", "integer").put("minimum", 0);
      case TIME -> property.put("type", "string").put("format", "date-time");
      case OBJECT -> property.put("type", "object");
      case STATE -> {
        var states = property.put("type", "string").putArray("enum");
        WorkForm.STATES.forEach(states::add);
      }
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
   * What in a newer schema does not go with processes that know the older one. Commands gain fields
   * that older platforms need not know. Results gain fields that older platforms do not send, so
   * they may be missing; and older daemons know no further state.
   */
  static List<String> breaks(JsonNode older, JsonNode newer) {
    var name = older.path("title").asText();
    var found = new ArrayList<String>();
    if (!older.path("$id").equals(newer.path("$id"))) {
      found.add(name + " has another id");
    }
    older
        .path("properties")
        .properties()
        .forEach(it -> {
          var field = name + "/" + it.getKey();
          var now = newer.path("properties").path(it.getKey());
          if (now.isMissingNode()) {
            found.add(field + " is gone");
          } else if (!form(it.getValue()).equals(form(now))) {
            found.add("%s was %s and is %s".formatted(field, form(it.getValue()), form(now)));
          }
        });
    var isWrittenByPlatforms = name.equals(WorkForm.RESULT.name());
    for (var each : older.path("required")) {
      if (!contains(newer.path("required"), each)) {
        found.add("%s/%s may be missing now".formatted(name, each.asText()));
      }
    }
    for (var each : newer.path("required")) {
      if (isWrittenByPlatforms && !contains(older.path("required"), each)) {
        found.add("%s/%s must be there now".formatted(name, each.asText()));
      }
    }
    return List.copyOf(found);
  }

  private static JsonNode form(JsonNode property) {
    var form = (ObjectNode) property.deepCopy();
    form.remove("description");
    return form;
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

package io.trueup.model.document.shape;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Empty;
import io.trueup.model.document.shape.ValueShape.Fallback;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Form;
import io.trueup.model.document.shape.ValueShape.Json;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Recursive;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.TreeParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes documents as a JSON Schema, draft 2020-12, for editors and other tools. Written from
 * the shapes that documents are read by. It says less than the reader does: what only several
 * fields together show is not in it. Pure.
 */
public final class JsonSchema {

  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private final Map<String, Object> definitions = new TreeMap<>();

  /** By title, because two shapes of one title would not both be described. */
  private final Map<String, ValueShape> defined = new TreeMap<>();

  private JsonSchema() {}

  /**
   * The schema of a structure, as JSON with a line feed at its end.
   *
   * @param title what a file of that structure is
   */
  public static String of(String title, Structure structure) {
    var schema = new JsonSchema();
    var reference = schema.schema(structure);
    var root = object("$schema", DIALECT, "title", title);
    root.putAll(reference);
    root.put("$defs", schema.definitions);
    return JsonValues.of(root) + "\n";
  }

  /**
   * The schema of a document of any of some kinds, as JSON with a line feed at its end. The
   * document names its kind by the structure's title, in the field {@code kind}.
   *
   * @param title what such a document is
   * @param structures the structure of each kind
   */
  public static String ofKinds(String title, List<Structure> structures) {
    return JsonValues.of(new JsonSchema().kinds(title, structures)) + "\n";
  }

  private Map<String, Object> kinds(String title, List<Structure> structures) {
    var kinds = new ArrayList<Object>();
    for (var structure : structures) {
      var isOfKind = object("kind", object("const", structure.title()));
      var condition = object("properties", isOfKind, "required", List.of("kind"));
      kinds.add(object("if", condition, "then", schema(structure)));
    }
    var names = structures.stream().map(Structure::title).toList();
    var kind = object("description", "The kind of document.", "enum", names);
    return object(
        "$schema",
        DIALECT,
        "title",
        title,
        "type",
        "object",
        "required",
        List.of("kind"),
        "properties",
        object("kind", kind),
        "allOf",
        kinds,
        "$defs",
        definitions);
  }

  private Map<String, Object> schema(ValueShape shape) {
    return switch (shape) {
      // A number or a truth value without quotes is read as a text.
      case Text(Form form) when form == null ->
          object("type", List.of("string", "number", "boolean"));
      case Text(Form form) -> text(form);
      case WholeNumber(var minimum, var maximum) ->
          object("type", "integer", "minimum", minimum, "maximum", maximum);
      case Json _ -> object("type", List.of("object", "array", "string"));
      case Flag _ -> object("type", "boolean");
      case Choice<?>(_, var words) ->
          words.size() == 1 ? object("const", words.getFirst()) : object("enum", words);
      // A single item would be the recursive shape itself, and validators would not terminate.
      case ListOf(Recursive item, _) -> object("type", "array", "items", schema(item));
      case ListOf(var item, var empty) -> list(schema(item), empty);
      case MapOf(var key, var value, var empty) -> map(key, schema(value), empty);
      case OneOf(var forms) -> object("anyOf", forms.stream().map(this::schema).toList());
      case Recursive(var title, var inner) -> recursive(title, shape, inner.get());
      case Structure structure -> structure(structure);
    };
  }

  private static Map<String, Object> text(Form form) {
    return form.pattern() == null
        ? object("type", "string")
        : object("type", "string", "pattern", "^(?:" + form.pattern() + ")$");
  }

  private static Map<String, Object> list(Map<String, Object> item, Empty empty) {
    var array = object("type", "array", "items", item);
    if (empty.isWrong()) {
      array.put("minItems", 1);
    }
    return object("anyOf", List.of(array, item));
  }

  private static Map<String, Object> map(Form key, Map<String, Object> value, Empty empty) {
    var map = object("type", "object", "propertyNames", text(key), "additionalProperties", value);
    if (empty.isWrong()) {
      map.put("minProperties", 1);
    }
    return map;
  }

  private static Map<String, Object> reference(String title) {
    return object("$ref", "#/$defs/" + title);
  }

  private boolean isNew(String title, ValueShape shape) {
    var before = defined.putIfAbsent(title, shape);
    if (before != null && !before.equals(shape)) {
      throw new IllegalStateException("Two shapes are called '%s'".formatted(title));
    }
    return before == null;
  }

  private Map<String, Object> recursive(String title, ValueShape shape, ValueShape inner) {
    if (isNew(title, shape)) {
      definitions.put(title, object("anyOf", List.of(object("type", "null"), schema(inner))));
    }
    return reference(title);
  }

  private Map<String, Object> structure(Structure structure) {
    if (isNew(structure.title(), structure)) {
      var properties = new LinkedHashMap<String, Object>();
      structure.fields().forEach(field -> properties.put(field.name(), field(field)));
      var required =
          structure.fields().stream().filter(Field::isRequired).map(Field::name).toList();
      definitions.put(
          structure.title(),
          object(
              "description",
              structure.description(),
              "type",
              "object",
              "required",
              required,
              "additionalProperties",
              false,
              "properties",
              properties));
    }
    return reference(structure.title());
  }

  private Map<String, Object> field(Field field) {
    var schema = new LinkedHashMap<String, Object>();
    schema.put(
        "description",
        field.fallback() instanceof Fallback.Words(var words)
            ? "%s Default: %s.".formatted(field.description(), words)
            : field.description());
    schema.putAll(schema(field.shape()));
    if (field.fallback() instanceof Fallback.Value(var text)) {
      schema.put("default", value(field.shape(), text));
    }
    if (field.example() != null) {
      schema.put("examples", Collections.singletonList(example(field.example())));
    }
    return schema;
  }

  private static Object value(ValueShape shape, String text) {
    if (shape instanceof Flag) {
      return Boolean.parseBoolean(text);
    }
    return shape instanceof WholeNumber ? (Object) Long.parseLong(text) : text;
  }

  private static @Nullable Object example(String yaml) {
    var bytes = yaml.getBytes(StandardCharsets.UTF_8);
    var read = TreeParser.read("Example.yaml", bytes, ReadLimits.CONFIGURATION);
    if (!read.problems().isEmpty()) {
      throw new IllegalStateException("An example cannot be read: " + read.problems());
    }
    return JsonValues.value(read.documents().getFirst());
  }

  /** A JSON object of names and values in turn. */
  private static Map<String, Object> object(Object... namesAndValues) {
    var object = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}

package io.trueup.model.document;

import io.trueup.model.document.Shape.Choice;
import io.trueup.model.document.Shape.Field;
import io.trueup.model.document.Shape.Flag;
import io.trueup.model.document.Shape.Json;
import io.trueup.model.document.Shape.ListOf;
import io.trueup.model.document.Shape.MapOf;
import io.trueup.model.document.Shape.OneOf;
import io.trueup.model.document.Shape.Recursive;
import io.trueup.model.document.Shape.Structure;
import io.trueup.model.document.Shape.Text;
import io.trueup.model.document.Shape.WholeNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes the fields of all structures as tables in Markdown, for the reference. Written from the
 * shapes that documents are read by. Pure.
 */
final class FieldTables {

  /** Told once for all, where they are not required. */
  private static final List<String> EVERYWHERE = List.of("description", "documentation", "tags");

  private FieldTables() {}

  /** The table of each structure by its title; a document's come in its order, itself first. */
  static Map<String, String> byTitle() {
    var tables = new LinkedHashMap<String, String>();
    Kinds.ALL.forEach(structure -> add(structure, tables));
    return tables;
  }

  private static void add(Structure structure, Map<String, String> tables) {
    if (tables.containsKey(structure.title())) {
      return;
    }
    tables.put(structure.title(), table(structure));
    for (var field : structure.fields()) {
      var inner = Shape.structureIn(field.shape());
      if (inner != null) {
        add(inner, tables);
      }
    }
  }

  private static String table(Structure structure) {
    return structure.fields().stream()
        .filter(it -> it.isRequired() || !EVERYWHERE.contains(it.name()))
        .filter(it -> !it.name().equals("kind") || !Kinds.NAMES.contains(structure.title()))
        .map(FieldTables::row)
        .collect(
            Collectors.joining(
                "", "| field | value | otherwise | meaning |\n|---|---|---|---|\n", ""));
  }

  private static String row(Field field) {
    var otherwise = field.isRequired() ? "*required*" : otherwise(field);
    return "| `%s` | %s | %s | %s |\n"
        .formatted(field.name(), value(field.shape()), otherwise, field.description());
  }

  private static String otherwise(Field field) {
    var fallback = field.fallback();
    if (fallback == null) {
      return "";
    }
    var isValue =
        field.shape() instanceof Flag
            ? fallback.equals("true") || fallback.equals("false")
            : field.shape() instanceof Choice<?> choice && choice.words().contains(fallback);
    return isValue ? "`" + fallback + "`" : fallback;
  }

  private static String value(Shape shape) {
    return switch (shape) {
      case Text(var form) -> form == null ? "text" : withoutArticle(form.what());
      case WholeNumber(var minimum, var maximum) -> "%d to %d".formatted(minimum, maximum);
      case Json _ -> "JSON or YAML";
      case Flag _ -> "`true` or `false`";
      case Choice<?>(_, var words) ->
          words.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
      case ListOf(var item, var empty) ->
          "list of " + (item instanceof Choice<?> ? "words: " : "") + value(item) + some(empty);
      case MapOf(_, var value, var empty) -> "names → " + value(value) + some(empty);
      case OneOf(var forms) ->
          forms.stream().map(FieldTables::value).collect(Collectors.joining(" or "));
      case Recursive _ -> "tree of names";
      case Structure structure -> "**" + structure.title() + "**";
    };
  }

  private static String some(Shape.Empty empty) {
    return empty.isWrong() ? ", at least one" : "";
  }

  private static String withoutArticle(@Nullable String what) {
    return what == null ? "" : what.replaceFirst("^(?:an?|the) ", "");
  }
}

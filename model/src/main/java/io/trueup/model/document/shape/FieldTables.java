package io.trueup.model.document.shape;

import io.trueup.model.document.shape.ValueShape.Choice;
import io.trueup.model.document.shape.ValueShape.Fallback;
import io.trueup.model.document.shape.ValueShape.Field;
import io.trueup.model.document.shape.ValueShape.Flag;
import io.trueup.model.document.shape.ValueShape.Json;
import io.trueup.model.document.shape.ValueShape.ListOf;
import io.trueup.model.document.shape.ValueShape.MapOf;
import io.trueup.model.document.shape.ValueShape.OneOf;
import io.trueup.model.document.shape.ValueShape.Recursive;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.shape.ValueShape.Text;
import io.trueup.model.document.shape.ValueShape.WholeNumber;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes the fields of structures as tables in Markdown. Pure. */
public final class FieldTables {

  /** Described once for all structures, where they are not required. */
  private static final List<String> EVERYWHERE = List.of("description", "documentation", "tags");

  private static final Pattern PLACE =
      Pattern.compile("(?s)(<!-- fields: ([A-Za-z ]+) -->\\n).*?(<!-- end of fields -->)");

  private FieldTables() {}

  /**
   * The table of each structure by its title: each of these, followed by those within it in the
   * order of its fields.
   */
  public static Map<String, String> of(List<Structure> structures) {
    var tables = new LinkedHashMap<String, String>();
    structures.forEach(structure -> add(structure, tables));
    return tables;
  }

  /**
   * Writes the tables of these structures, and of those within them, into a page: between the
   * comments {@code fields: TITLE TITLE …} and {@code end of fields}.
   *
   * @throws IllegalArgumentException when the page names a structure that does not exist
   */
  public static String fill(String page, List<Structure> structures) {
    var tables = of(structures);
    return PLACE
        .matcher(page)
        .replaceAll(it ->
            Matcher.quoteReplacement(it.group(1) + tables(it.group(2), tables)) + it.group(3));
  }

  private static String tables(String titles, Map<String, String> tables) {
    var text = new StringBuilder();
    for (var title : titles.split(" ", -1)) {
      var table = tables.get(title);
      if (table == null) {
        throw new IllegalArgumentException("There is no structure '%s'".formatted(title));
      }
      text.append('\n');
      if (titles.indexOf(' ') >= 0) {
        text.append("**").append(title).append("**\n\n");
      }
      text.append(table);
    }
    return text.append('\n').toString();
  }

  private static void add(Structure structure, Map<String, String> tables) {
    if (tables.containsKey(structure.title())) {
      return;
    }
    tables.put(structure.title(), table(structure));
    for (var field : structure.fields()) {
      var inner = ValueShape.structureIn(field.shape());
      if (inner != null) {
        add(inner, tables);
      }
    }
  }

  private static String table(Structure structure) {
    return structure.fields().stream()
        .filter(it -> it.isRequired() || !EVERYWHERE.contains(it.name()))
        .filter(it -> !isKind(it, structure))
        .map(FieldTables::row)
        .collect(
            Collectors.joining(
                "", "| field | value | default | meaning |\n|---|---|---|---|\n", ""));
  }

  /** Whether a field holds the kind of a document, which the title says already. */
  private static boolean isKind(Field field, Structure structure) {
    return field.shape() instanceof Choice<?>(_, var words)
        && words.equals(List.of(structure.title()));
  }

  private static String row(Field field) {
    var fallback = field.isRequired() ? "*required*" : fallback(field);
    return "| `%s` | %s | %s | %s |\n"
        .formatted(field.name(), value(field.shape()), fallback, field.description());
  }

  private static String fallback(Field field) {
    return switch (field.fallback()) {
      case null -> "";
      case Fallback.Value(var text) -> "`" + text + "`";
      case Fallback.Words(var text) -> text;
    };
  }

  private static String value(ValueShape shape) {
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

  private static String some(ValueShape.Empty empty) {
    return empty.isWrong() ? ", at least one" : "";
  }

  private static String withoutArticle(@Nullable String what) {
    return what == null ? "" : what.replaceFirst("^(?:an?|the) ", "");
  }
}

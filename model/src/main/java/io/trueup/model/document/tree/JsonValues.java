package io.trueup.model.document.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as JSON, written the same on every machine. */
public final class JsonValues {

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]{0,17})");

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]{0,99})(?:\\.[0-9]{1,99})?(?:[eE][-+]?[0-9]{1,3})?");

  private JsonValues() {}

  /**
   * The JSON of a value.
   *
   * @param value maps, lists, texts, numbers, truth values and nulls
   */
  public static String of(@Nullable Object value) {
    var text = new StringWriter();
    var lines = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    printer.indentObjectsWith(lines);
    try (var generator = new JsonFactory().createGenerator(text)) {
      generator.setPrettyPrinter(printer);
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write to memory", e);
    }
    return text.toString();
  }

  /**
   * The value of a document, by YAML 1.2's core schema.
   *
   * @return maps, lists, texts, numbers, truth values and nulls
   */
  public static @Nullable Object value(Tree tree) {
    return switch (tree) {
      case Tree.Scalar scalar when scalar.isNull() -> null;
      case Tree.Scalar(var text, var quoted, _, _) -> quoted ? text : plain(text);
      case Tree.Sequence(var items, _, _) -> items.stream().map(JsonValues::value).toList();
      case Tree.Mapping(var entries, _, _) -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        entries.forEach(entry -> map.put(entry.name(), value(entry.value())));
        yield map;
      }
    };
  }

  private static Object plain(String text) {
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> {
        if (WHOLE_NUMBER.matcher(text).matches()) {
          yield Long.parseLong(text);
        }
        yield NUMBER.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
      }
    };
  }

  private static void write(@Nullable Object value, JsonGenerator generator) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Boolean flag -> generator.writeBoolean(flag);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case List<?> list -> {
        generator.writeStartArray();
        for (var item : list) {
          write(item, generator);
        }
        generator.writeEndArray();
      }
      case Map<?, ?> map -> {
        generator.writeStartObject();
        for (var entry : map.entrySet()) {
          generator.writeFieldName(String.valueOf(entry.getKey()));
          write(entry.getValue(), generator);
        }
        generator.writeEndObject();
      }
      default ->
          throw new IllegalStateException("Cannot write a " + value.getClass().getSimpleName());
    }
  }
}

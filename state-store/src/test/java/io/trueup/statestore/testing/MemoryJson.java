package io.trueup.statestore.testing;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Just enough JSON for audit entries. Pure. */
final class MemoryJson {

  private MemoryJson() {}

  /** An object with values by their keys. */
  static String of(@Nullable Object... keysAndValues) {
    var joined = new StringJoiner(", ", "{", "}");
    for (var i = 0; i < keysAndValues.length; i += 2) {
      joined.add(text(String.valueOf(keysAndValues[i])) + ": " + value(keysAndValues[i + 1]));
    }
    return joined.toString();
  }

  private static String value(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Number number -> number.toString();
      case List<?> list -> {
        var joined = new StringJoiner(", ", "[", "]");
        list.forEach(element -> joined.add(value(element)));
        yield joined.toString();
      }
      default -> text(value.toString());
    };
  }

  private static String text(String raw) {
    var escaped = new StringBuilder("\"");
    raw.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            escaped.append('\\').append((char) c);
          } else if (c < ' ') {
            escaped.append("\\u%04x".formatted(c));
          } else {
            escaped.append((char) c);
          }
        });
    return escaped.append('"').toString();
  }
}

package io.trueup.statestore.testing;

import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Just enough JSON for audit entries. Pure. */
final class MemoryJson {

  private MemoryJson() {}

  /** An object with one value. */
  static String of(String key, @Nullable Object value) {
    return "{" + text(key) + ": " + value(value) + "}";
  }

  /** An object with two values. */
  static String of(
      String key, @Nullable Object value, String otherKey, @Nullable Object otherValue) {
    return "{%s: %s, %s: %s}".formatted(text(key), value(value), text(otherKey), value(otherValue));
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

package io.trueup.listener.engine.text;

/**
 * Makes untrusted text (commit subjects, authors, errors) safe to show: every character that a
 * terminal or a browser would act on becomes its code, such as control characters, escape
 * sequences, direction marks and invisible characters.
 */
public final class SafeText {

  private SafeText() {}

  /** Text on one line: line ends and tabs become escapes too. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Text of several lines: line ends and tabs stay. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean keepsLines) {
    var escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point -> {
          if (keepsLines && (point == '\n' || point == '\t')) {
            escaped.appendCodePoint(point);
          } else if (isShown(point)) {
            escaped.appendCodePoint(point);
          } else {
            escaped.append(code(point));
          }
        });
    return escaped.toString();
  }

  private static boolean isShown(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String code(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> point <= 0xffff ? "\\u%04x".formatted(point) : "\\u{%x}".formatted(point);
    };
  }
}

package io.trueup.listener.text;

/**
 * Makes text of others (commit subjects, authors, errors) safe to look at: what a terminal or a
 * browser would act on instead of showing becomes its code. Control characters, escape sequences,
 * marks that turn the direction of text, invisible ones.
 */
public final class Printable {

  private Printable() {}

  /** One line: line ends and tabs become their escapes too. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** As many lines as there are. */
  public static String block(String text) {
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

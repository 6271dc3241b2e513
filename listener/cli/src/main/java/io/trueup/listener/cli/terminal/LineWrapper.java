package io.trueup.listener.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text that fits a width. Pure. */
public final class LineWrapper {

  /** Ends a command in quotes, perhaps with the punctuation of the sentence after it. */
  private static final Pattern QUOTE_ENDS = Pattern.compile("(?!').*'[.,;:)]*");

  /** Ends a command in backquotes. */
  private static final Pattern BACKQUOTE_ENDS = Pattern.compile(".*`[.,;:)]*");

  private static final Pattern SENTENCE_ENDS = Pattern.compile(".*[.;]");

  private LineWrapper() {}

  /**
   * Breaks a line between words, so that no line is wider. A word that is wider by itself stays
   * whole, and so does a command to copy: {@code 'trueup …'} in quotes or backquotes, or {@code
   * trueup …} after a colon.
   */
  public static List<String> wrapped(String text, int width) {
    return wrapped(text, width, width);
  }

  private static List<String> wrapped(String text, int first, int others) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var part : unbreakable(text)) {
      var width = lines.isEmpty() ? first : others;
      if (!line.isEmpty() && (long) width(line) + 1 + width(part) > width) {
        lines.add(line.toString());
        line.setLength(0);
      } else if (!line.isEmpty()) {
        line.append(' ');
      }
      line.append(part);
    }
    lines.add(line.toString());
    return lines;
  }

  /** The words of a text, each command as one. */
  private static List<String> unbreakable(String text) {
    var words = List.of(text.split(" ", -1));
    var parts = new ArrayList<String>();
    var from = 0;
    while (from < words.size()) {
      var to = commandEnd(words, from);
      parts.add(String.join(" ", words.subList(from, to)));
      from = to;
    }
    return parts;
  }

  /** Where the command that starts at a word ends; the next word when none starts there. */
  private static int commandEnd(List<String> words, int from) {
    var isAfterColon = from > 0 && words.get(from - 1).endsWith(":");
    return switch (words.get(from)) {
      case "'trueup" -> endOf(words, from, QUOTE_ENDS, from + 1);
      case "`trueup" -> endOf(words, from, BACKQUOTE_ENDS, from + 1);
      case "trueup" -> isAfterColon ? endOf(words, from, SENTENCE_ENDS, words.size()) : from + 1;
      default -> from + 1;
    };
  }

  private static int endOf(List<String> words, int from, Pattern end, int otherwise) {
    for (var at = from + 1; at < words.size(); at++) {
      if (end.matcher(words.get(at)).matches()) {
        return at + 1;
      }
    }
    return otherwise;
  }

  /** A paragraph whose lines after the first are indented, with a line end. */
  public static String paragraph(String text, String indent, int width) {
    return String.join("\n" + indent, wrapped(text, width, width - indent.length())) + "\n";
  }

  /** How many columns a text takes, as far as that can be known. */
  public static int width(CharSequence text) {
    return Character.codePointCount(text, 0, text.length());
  }
}

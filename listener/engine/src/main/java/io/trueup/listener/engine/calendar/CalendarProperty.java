package io.trueup.listener.engine.calendar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A line of an iCalendar file.
 *
 * @param name in upper case
 * @param parameters by name in upper case; of several values the text between the colons and
 *     semicolons, without quotes
 * @param value as it is written, with its escapes
 */
record CalendarProperty(String name, SortedMap<String, String> parameters, String value) {

  /**
   * Reads an unfolded line.
   *
   * @throws IllegalArgumentException with a sentence, when it is none
   */
  static CalendarProperty parse(String line) {
    var parameters = new TreeMap<String, String>();
    var parts = split(line);
    var name = parts.getFirst().toUpperCase(Locale.ROOT);
    if (name.isEmpty()
        || !name.chars().allMatch(it -> it == '-' || Character.isLetterOrDigit(it))) {
      throw new IllegalArgumentException("'%s' has no name".formatted(shown(line)));
    }
    for (var part : parts.subList(1, parts.size() - 1)) {
      var equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "'%s' has the parameter '%s' without a value".formatted(shown(line), shown(part)));
      }
      parameters.put(
          part.substring(0, equals).toUpperCase(Locale.ROOT),
          part.substring(equals + 1).replace("\"", ""));
    }
    return new CalendarProperty(name, parameters, parts.getLast());
  }

  /** The name, the parameters and the value. */
  private static List<String> split(String line) {
    var parts = new ArrayList<String>();
    var isQuoted = false;
    var from = 0;
    for (var at = 0; at < line.length(); at++) {
      var character = line.charAt(at);
      if (character == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && (character == ';' || character == ':')) {
        parts.add(line.substring(from, at));
        from = at + 1;
        if (character == ':') {
          parts.add(line.substring(from));
          return parts;
        }
      }
    }
    throw new IllegalArgumentException("'%s' has no value".formatted(shown(line)));
  }

  /** The beginning of a text, for messages. */
  static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }

  /** The value as text for people. */
  String text() {
    var result = new StringBuilder();
    for (var at = 0; at < value.length(); at++) {
      var character = value.charAt(at);
      if (character == '\\' && at + 1 < value.length()) {
        at++;
        var escaped = value.charAt(at);
        result.append(escaped == 'n' || escaped == 'N' ? '\n' : escaped);
      } else {
        result.append(character);
      }
    }
    return result.toString();
  }

  /** A text with its escapes. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\r\n", "\\n")
        .replace("\n", "\\n")
        .replace("\r", "\\n");
  }
}

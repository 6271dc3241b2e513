package io.trueup.listener.engine.calendar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is between a BEGIN and its END.
 *
 * @param name in upper case
 * @param properties in the order of the file; filled while reading, not changed after
 * @param components within it, likewise
 */
record CalendarComponent(
    String name, List<CalendarProperty> properties, List<CalendarComponent> components) {

  private static final int MOST_CHARACTERS = 1 << 20;
  private static final int MOST_LINES = 40_000;
  private static final int DEEPEST = 4;

  private CalendarComponent(String name) {
    this(name, new ArrayList<>(), new ArrayList<>());
  }

  /**
   * Reads a file.
   *
   * @return its calendar
   * @throws IllegalArgumentException with a sentence, when it is no iCalendar file, or too large
   */
  static CalendarComponent parse(String file) {
    if (file.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "The file has %d characters; at most %d are read. Divide it"
              .formatted(file.length(), MOST_CHARACTERS));
    }
    var open = new ArrayDeque<CalendarComponent>();
    var root = new CalendarComponent("");
    open.push(root);
    var number = 0;
    for (var line : unfolded(file)) {
      number++;
      if (number > MOST_LINES) {
        throw new IllegalArgumentException(
            "The file has more than %d lines. Divide it".formatted(MOST_LINES));
      }
      if (!line.isBlank()) {
        read(line, open, number);
      }
    }
    if (open.size() > 1) {
      throw new IllegalArgumentException(
          "The file ends within %s, so that a part of it is missing".formatted(open.peek().name));
    }
    if (root.components.size() != 1 || !root.components.getFirst().name.equals("VCALENDAR")) {
      throw new IllegalArgumentException(
          "The file is no iCalendar file with one VCALENDAR: it has %d"
              .formatted(root.components.size()));
    }
    return root.components.getFirst();
  }

  private static void read(String line, ArrayDeque<CalendarComponent> open, int number) {
    CalendarProperty property;
    try {
      property = CalendarProperty.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The file is no iCalendar file: in line %d, without folds, %s"
              .formatted(number, e.getMessage()),
          e);
    }
    var here = open.element();
    var value = property.value().strip().toUpperCase(Locale.ROOT);
    if (property.name().equals("BEGIN")) {
      if (open.size() > DEEPEST) {
        throw new IllegalArgumentException(
            "The file is no iCalendar file: it has %d levels".formatted(open.size()));
      }
      var inner = new CalendarComponent(value);
      here.components.add(inner);
      open.push(inner);
    } else if (property.name().equals("END")) {
      if (!here.name.equals(value)) {
        throw new IllegalArgumentException(
            "The file is no iCalendar file: in line %d, without folds, %s ends where %s is open"
                .formatted(
                    number,
                    CalendarProperty.shown(value),
                    here.name.isEmpty() ? "nothing" : here.name));
      }
      open.pop();
    } else {
      here.properties.add(property);
    }
  }

  private static List<String> unfolded(String file) {
    var text = file.startsWith("\uFEFF") ? file.substring(1) : file;
    return text.replaceAll("\r?\n[ \t]", "").lines().toList();
  }

  /** The properties of a name. */
  List<CalendarProperty> all(String property) {
    return properties.stream().filter(it -> it.name().equals(property)).toList();
  }

  /**
   * The only property of a name.
   *
   * @throws IllegalArgumentException when there are several
   */
  Optional<CalendarProperty> find(String property) {
    var found = all(property);
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "has %s %d times, where one is allowed".formatted(property, found.size()));
    }
    return found.stream().findFirst();
  }
}

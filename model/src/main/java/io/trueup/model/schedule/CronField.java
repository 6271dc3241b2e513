package io.trueup.model.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A field of a cron expression: its values, and how sets of them are read and written. A set has
 * one bit for each value; Sunday is bit 0.
 */
enum CronField {
  MINUTE("minute", 0, 59, ""),
  HOUR("hour", 0, 23, ""),
  DAY("day of the month", 1, 31, ""),
  MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
  WEEKDAY("day of the week", 0, 7, "SUN MON TUE WED THU FRI SAT");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
  private static final int SUNDAY_AGAIN = 7;

  private final String title;
  private final int least;
  private final int greatest;
  private final String names;

  CronField(String title, int least, int greatest, String names) {
    this.title = title;
    this.least = least;
    this.greatest = greatest;
    this.names = names;
  }

  /** The set of a field's text. */
  long parse(String text) {
    var set = 0L;
    for (var element : text.split(",", -1)) {
      set |= element(element, text);
    }
    return set;
  }

  /** The set of every value. */
  long all() {
    return range(least, greatest, 1);
  }

  private long element(String element, String text) {
    var slash = element.indexOf('/');
    var values = slash < 0 ? element : element.substring(0, slash);
    var step = slash < 0 ? 1 : step(element.substring(slash + 1), text);
    if (values.equals("*")) {
      return range(least, greatest, step);
    }
    var dash = values.indexOf('-');
    if (dash < 0) {
      var first = value(values, text);
      return range(first, slash < 0 ? first : greatest, step);
    }
    var first = value(values.substring(0, dash), text);
    var last = value(values.substring(dash + 1), text);
    if (this == WEEKDAY && last == 0 && first > 0) {
      last = SUNDAY_AGAIN;
    }
    if (last < first) {
      throw wrong(text, "its range '%s' ends before it starts".formatted(values));
    }
    return range(first, last, step);
  }

  private long range(int first, int last, int step) {
    var set = 0L;
    for (var value = first; value <= last; value += step) {
      set |= 1L << (this == WEEKDAY ? value % SUNDAY_AGAIN : value);
    }
    return set;
  }

  private int step(String step, String text) {
    var number = NUMBER.matcher(step).matches() ? Integer.parseInt(step) : 0;
    if (number == 0) {
      throw wrong(text, "its step '%s' is not a whole number above 0".formatted(step));
    }
    if (number > greatest - least) {
      throw wrong(
          text,
          "its step '%s' is more than %d, so that only the first value would be left"
              .formatted(step, greatest - least));
    }
    return number;
  }

  private int value(String value, String text) {
    var named = names.isEmpty() ? -1 : names().indexOf(value.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      return named + least;
    }
    var number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
    if (number < least || number > greatest) {
      throw wrong(
          text,
          "'%s' is not %sa number from %d to %d"
              .formatted(value, expectedNames(), least, greatest));
    }
    return number;
  }

  private List<String> names() {
    return List.of(names.split(" ", -1));
  }

  private String expectedNames() {
    return names.isEmpty()
        ? ""
        : "one of %s to %s or ".formatted(names().getFirst(), names().getLast());
  }

  private IllegalArgumentException wrong(String text, String reason) {
    return new IllegalArgumentException(
        "The %s of a cron expression is '%s', and %s".formatted(title, text, reason));
  }

  /** The shortest of the forms {@code *}, <code>*&#47;n</code> and a list. */
  String stepped(long set) {
    for (var step = 2; Long.bitCount(set) > 2 && step <= greatest - least; step++) {
      if (set == range(least, greatest, step)) {
        return "*/" + step;
      }
    }
    return listed(set);
  }

  /** The set as a list that begins with a star, the smallest step first; empty if there is none. */
  Optional<String> starred(long set) {
    for (var step = 1; step <= greatest - least; step++) {
      var star = range(least, greatest, step);
      if ((set & star) == star) {
        var rest = set & ~star;
        var text = step == 1 ? "*" : "*/" + step;
        return Optional.of(rest == 0 ? text : text + "," + listed(rest));
      }
    }
    return Optional.empty();
  }

  /** The set as values and ranges of at least three values, in order; a star for every value. */
  String listed(long set) {
    if (set == all()) {
      return "*";
    }
    var parts = new ArrayList<String>();
    var first = Long.numberOfTrailingZeros(set);
    while (first < Long.SIZE) {
      var last = first + Long.numberOfTrailingZeros(~(set >>> first)) - 1;
      if (last - first >= 2) {
        parts.add(first + "-" + last);
        first = last + 1;
      } else {
        parts.add(Integer.toString(first));
        first++;
      }
      first = first == Long.SIZE ? first : Long.numberOfTrailingZeros(set >>> first << first);
    }
    return String.join(",", parts);
  }
}

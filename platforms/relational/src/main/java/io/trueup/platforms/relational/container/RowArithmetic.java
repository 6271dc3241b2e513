package io.trueup.platforms.relational.container;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The arithmetic in a product's table: {@code 4n}, {@code n+1}, {@code p - s <= 29}. */
final class RowArithmetic {

  private static final Pattern TERM =
      Pattern.compile("(\\d*)([a-z])(?: ?([+-]) ?(?:(\\d+)|([a-z])))?");

  private static final Pattern CONDITION = Pattern.compile("(.+) (<=|>=|=) (\\d+)");

  private RowArithmetic() {}

  /** Whether a text is a term over one of the variables. */
  static boolean isTerm(String text, Map<String, Integer> variables) {
    var matcher = TERM.matcher(text);
    return matcher.matches() && variables.containsKey(matcher.group(2));
  }

  /** The value of a term. */
  static long value(String term, Map<String, Integer> variables) {
    var matcher = TERM.matcher(term);
    if (!matcher.matches()) {
      throw new IllegalStateException("Cannot read '%s' as a term".formatted(term));
    }
    var factor = matcher.group(1).isEmpty() ? 1L : Long.parseLong(matcher.group(1));
    var value = factor * variable(matcher.group(2), variables);
    if (matcher.group(3) == null) {
      return value;
    }
    var other =
        matcher.group(4) != null
            ? Long.parseLong(matcher.group(4))
            : variable(matcher.group(5), variables);
    return matcher.group(3).equals("+") ? value + other : value - other;
  }

  private static long variable(String name, Map<String, Integer> variables) {
    var value = variables.get(name);
    if (value == null) {
      throw new IllegalStateException("There is no '%s' among %s".formatted(name, variables));
    }
    return value;
  }

  /** Whether all comparisons hold. */
  static boolean hold(List<String> conditions, Map<String, Integer> variables) {
    return conditions.stream().allMatch(it -> holds(it, variables));
  }

  private static boolean holds(String condition, Map<String, Integer> variables) {
    var matcher = CONDITION.matcher(condition);
    if (!matcher.matches()) {
      throw new IllegalStateException("Cannot read '%s' as a condition".formatted(condition));
    }
    var left = value(matcher.group(1), variables);
    var right = Long.parseLong(matcher.group(3));
    return switch (matcher.group(2)) {
      case "<=" -> left <= right;
      case ">=" -> left >= right;
      default -> left == right;
    };
  }
}

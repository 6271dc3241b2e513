package io.trueup.platforms.relational.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Compares native types by their names and the numbers in their brackets. */
final class NativeNames {

  private static final Pattern BRACKETS = Pattern.compile("\\([^)]*\\)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private NativeNames() {}

  /** Whether two types differ in nothing but what stands in brackets. */
  static boolean isSame(String one, String other) {
    return name(one).equalsIgnoreCase(name(other));
  }

  /** A type without its brackets. */
  static String name(String type) {
    return BRACKETS.matcher(type).replaceAll("").strip();
  }

  /** The numbers in a type's brackets. */
  static List<Integer> numbers(String type) {
    var numbers = new ArrayList<Integer>();
    var brackets = BRACKETS.matcher(type);
    if (brackets.find()) {
      var number = NUMBER.matcher(brackets.group());
      while (number.find()) {
        numbers.add(Integer.valueOf(number.group()));
      }
    }
    return numbers;
  }

  /** Whether two decimals differ in nothing but that the other has more digits before the point. */
  static boolean hasMoreDigits(String one, String other) {
    var before = numbers(one);
    var after = numbers(other);
    return isSame(one, other)
        && before.size() == 2
        && after.size() == 2
        && after.getFirst() >= before.getFirst()
        && after.getLast().equals(before.getLast());
  }
}

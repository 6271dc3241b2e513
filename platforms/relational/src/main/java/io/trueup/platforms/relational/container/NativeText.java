package io.trueup.platforms.relational.container;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text of a native type, parsed: {@code timestamp(3) with time zone[]} is {@code timestamp with
 * time zone}, 3, and an array.
 *
 * @param name without brackets, in lower case, its words separated by one blank
 * @param arguments the texts in brackets
 */
record NativeText(String name, List<String> arguments, boolean isArray) {

  private static final Pattern ARRAY = Pattern.compile("(?:\\s*\\[\\d*\\])+$");
  private static final Pattern ARGUMENTS = Pattern.compile("\\(([^()]*)\\)");
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  NativeText {
    arguments = List.copyOf(arguments);
  }

  static NativeText parse(String text) {
    var whole = text.strip();
    var element = ARRAY.matcher(whole).replaceFirst("");
    var arguments = ARGUMENTS.matcher(element);
    var found =
        arguments.find()
            ? Arrays.stream(arguments.group(1).split(",", -1)).map(String::strip).toList()
            : List.<String>of();
    var name = ARGUMENTS.matcher(element).replaceFirst(" ");
    return new NativeText(
        BLANKS.matcher(name.strip()).replaceAll(" ").toLowerCase(Locale.ROOT),
        found,
        element.length() < whole.length());
  }
}

package io.trueup.model.problem;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One thing that is wrong with a model. A problem is a value and never an exception.
 *
 * @param rule stable id of the rule that was broken, such as {@code dataset.primary-key-missing}
 * @param severity whether it rejects a merge
 * @param location the place in the model
 * @param message what is wrong, one sentence, identifiers quoted; kept to one line of at most
 *     {@value #LONGEST} characters, since it may quote what an author wrote
 * @param remedy what to do about it, one sentence; kept likewise
 */
public record Problem(
    String rule, Severity severity, Location location, String message, String remedy) {

  private static final int LONGEST = 1000;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

  /**
   * By place, then by rule and text: the order in which problems are shown, whatever order they
   * were found in.
   */
  public static final Comparator<Problem> BY_LOCATION =
      Comparator.comparing(Problem::location)
          .thenComparing(Problem::rule)
          .thenComparing(Problem::message);

  public Problem {
    message = line(message);
    remedy = line(remedy);
  }

  private static String line(String text) {
    var line = CONTROL.matcher(text).replaceAll(" ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }

  /** An error. */
  public static Problem error(String rule, Location location, String message, String remedy) {
    return new Problem(rule, Severity.ERROR, location, message, remedy);
  }

  /** The same problem in a file, for one that was found before the file's name was known. */
  public Problem inFile(String file) {
    return new Problem(
        rule, severity, new Location(file, location.line(), location.column()), message, remedy);
  }

  /** Whether any of the problems rejects a merge. */
  public static boolean anyError(List<Problem> problems) {
    return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  /** {@code file:line:column: error: message [rule]. Remedy}. */
  @Override
  public String toString() {
    var place = location.equals(Location.NOWHERE) ? "" : location + ": ";
    return "%s%s: %s [%s]. %s"
        .formatted(place, severity.name().toLowerCase(Locale.ROOT), message, rule, remedy);
  }
}

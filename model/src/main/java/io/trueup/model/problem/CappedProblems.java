package io.trueup.model.problem;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Shortens a long list of problems, and adds one that states how many were left out, so that counts
 * stay right.
 */
public final class CappedProblems {

  private static final String RULE = "model.more-problems";

  private static final Pattern COUNTS = Pattern.compile("([\\d,]+) errors and ([\\d,]+) warnings");

  private CappedProblems() {}

  /** At most so many problems, errors first, and one more that counts the rest. */
  public static List<Problem> cap(List<Problem> problems, int most) {
    if (problems.size() <= most) {
      return problems;
    }
    var kept =
        new ArrayList<>(
            problems.stream()
                .sorted(Comparator.comparing(Problem::severity))
                .limit(most)
                .sorted(Problem.BY_LOCATION)
                .toList());
    var errors = count(problems, Severity.ERROR) - count(kept, Severity.ERROR);
    var more = problems.size() - most;
    kept.add(
        new Problem(
            RULE,
            Severity.WARNING,
            Location.NOWHERE,
            String.format(
                Locale.ROOT,
                "There are %,d more problems: %,d errors and %,d warnings",
                more,
                errors,
                more - errors),
            "Correct these, or see all with 'trueup check --output json'"));
    return kept;
  }

  /** The number of problems of a severity, including those that were left out. */
  public static int count(Collection<Problem> problems, Severity severity) {
    var count = 0;
    for (var problem : problems) {
      if (problem.rule().equals(RULE)) {
        count += leftOut(problem, severity);
      } else if (problem.severity() == severity) {
        count++;
      }
    }
    return count;
  }

  private static int leftOut(Problem problem, Severity severity) {
    var counts = COUNTS.matcher(problem.message());
    return counts.find()
        ? Integer.parseInt(counts.group(severity == Severity.ERROR ? 1 : 2).replace(",", ""))
        : 0;
  }
}

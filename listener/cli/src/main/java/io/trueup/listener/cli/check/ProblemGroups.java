package io.trueup.listener.cli.check;

import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Problems by rule, for people: a bounded number is shown, with at least one of every rule.
 *
 * @param groups errors before warnings, then in the order of their first place
 * @param hidden the number of problems that are not shown
 * @param known the number of warnings that are omitted because the base has them too
 */
public record ProblemGroups(List<Group> groups, long hidden, long known) {

  /**
   * Problems of one rule.
   *
   * @param count the number of all its problems
   * @param shown its first problems
   */
  public record Group(String rule, Severity severity, int count, List<Problem> shown) {}

  private record Key(Severity severity, String rule) {}

  /**
   * Groups problems.
   *
   * @param limit the number to show; one of each rule is shown in any case
   */
  public static ProblemGroups of(List<CheckedProblem> problems, int limit) {
    var all = new LinkedHashMap<Key, List<Problem>>();
    var known = 0L;
    for (var checked : problems) {
      var problem = checked.problem();
      if (checked.isKnown() && problem.severity() == Severity.WARNING) {
        known++;
      } else {
        all.computeIfAbsent(new Key(problem.severity(), problem.rule()), _ -> new ArrayList<>())
            .add(problem);
      }
    }
    var share = share(all.values().stream().map(List::size).toList(), limit);
    var groups =
        all.values().stream()
            .map(it -> group(it, share))
            .sorted(Comparator.comparing(Group::severity))
            .toList();
    var hidden = groups.stream().mapToLong(it -> it.count() - it.shown().size()).sum();
    return new ProblemGroups(groups, hidden, known);
  }

  private static Group group(List<Problem> problems, int share) {
    var first = problems.getFirst();
    return new Group(
        first.rule(),
        first.severity(),
        problems.size(),
        List.copyOf(problems.subList(0, Math.min(share, problems.size()))));
  }

  /** The largest number for each group with which all groups together stay within the limit. */
  private static int share(List<Integer> sizes, int limit) {
    var share = 1;
    while (share < limit && shown(sizes, share + 1) <= limit) {
      share++;
    }
    return share;
  }

  private static long shown(List<Integer> sizes, int share) {
    return sizes.stream().mapToLong(it -> Math.min(it, share)).sum();
  }
}

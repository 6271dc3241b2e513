package io.trueup.listener.cli.check;

import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import java.util.Locale;

/**
 * A merge check's problems as commands of a GitHub workflow, which shows them at their lines. All
 * content of models is escaped, so that it can neither end nor start a command, and no line starts
 * with it.
 */
public final class GitHubAnnotations {

  private static final int MOST_PROBLEMS = 100;

  private GitHubAnnotations() {}

  /** Writes the commands, and a last line with the verdict. */
  public static String render(CheckResult result) {
    var groups = ProblemGroups.of(result.problems(), MOST_PROBLEMS);
    var text = new StringBuilder();
    for (var group : groups.groups()) {
      group.shown().forEach(it -> text.append(command(it)).append('\n'));
    }
    if (groups.hidden() > 0) {
      text.append("::notice::%d more problems are not shown\n".formatted(groups.hidden()));
    }
    return text.append(
            "%s: %s\n".formatted(result.isAccepted() ? "Accepted" : "Rejected", result.counts()))
        .toString();
  }

  private static String command(Problem problem) {
    return "::%s %stitle=%s::%s"
        .formatted(
            problem.severity().name().toLowerCase(Locale.ROOT),
            place(problem.location()),
            property(problem.rule()),
            data("%s. %s".formatted(problem.message(), problem.remedy())));
  }

  private static String place(Location location) {
    if (location.file().isEmpty()) {
      return "";
    }
    var file = "file=%s,".formatted(property(location.file()));
    return location.line() == 0
        ? file
        : "%sline=%d,col=%d,".formatted(file, location.line(), location.column());
  }

  /** As the workflow's own toolkit escapes what follows the second pair of colons. */
  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** As the workflow's own toolkit escapes a property. */
  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}

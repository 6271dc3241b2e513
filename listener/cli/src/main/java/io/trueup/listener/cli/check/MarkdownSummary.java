package io.trueup.listener.cli.check;

import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.listener.engine.text.SafeText;

/** A merge check as a Markdown page. All content of models is escaped. */
public final class MarkdownSummary {

  private static final int MOST_PROBLEMS = 100;

  private final CheckResult result;
  private final StringBuilder text = new StringBuilder();

  private MarkdownSummary(CheckResult result) {
    this.result = result;
  }

  /** Writes the page. */
  public static String render(CheckResult result) {
    return new MarkdownSummary(result).render();
  }

  private String render() {
    text.append("## Merge check: ").append(result.isAccepted() ? "accepted" : "rejected");
    text.append("\n\n").append(result.counts()).append('\n');
    switch (result.base()) {
      case SOUND -> {}
      case NONE ->
          text.append("\nThe base has no model: the head is checked as the first version.\n");
      case BROKEN ->
          text.append(
              "\nThe base itself would be rejected: the head is checked without compatibility.\n");
    }
    if (result.ownersOf() != null) {
      text.append(
          "\nParts of the base cannot be read: ownership is checked against an earlier version.\n");
    }
    var change = result.change();
    if (change != null) {
      text.append(
          result.isAccepted()
              ? "\nAn operator approved this change although it is incompatible.\n"
              : "\nOnly compatibility rejects it. An operator may approve the change `%s`.\n"
                  .formatted(change));
    }
    problems();
    platforms();
    return text.toString();
  }

  private void problems() {
    var groups = ProblemGroups.of(result.problems(), MOST_PROBLEMS);
    if (!groups.groups().isEmpty()) {
      text.append("\n| place | rule | problem |\n|---|---|---|\n");
    }
    for (var group : groups.groups()) {
      for (var problem : group.shown()) {
        text.append(
            "| %s | %s | %s. %s |\n"
                .formatted(
                    escaped(problem.location().toString()),
                    escaped(problem.rule()),
                    escaped(problem.message()),
                    escaped(problem.remedy())));
      }
    }
    if (groups.hidden() > 0) {
      text.append("\n%,d more are not shown.\n".formatted(groups.hidden()));
    }
  }

  private void platforms() {
    if (result.platforms().isEmpty()) {
      return;
    }
    text.append(
        """

        | platform | added | changed | removed | at merge time | when a job starts |
        |---|---|---|---|---|---|
        """);
    for (var platform : result.platforms()) {
      text.append(
          platform.isUnaffected()
              ? "| %s | unaffected | | | | |\n".formatted(escaped(platform.platform()))
              : "| %s | %,d | %,d | %,d | %,d | %,d |\n"
                  .formatted(
                      escaped(platform.platform()),
                      platform.count(Effect.ADDED),
                      platform.count(Effect.CHANGED),
                      platform.count(Effect.REMOVED),
                      platform.count(Moment.MERGE_TIME),
                      platform.count(Moment.NODE_TIME)));
    }
    for (var platform : result.platforms()) {
      var conditions = platform.conditions();
      if (!platform.isUnaffected() && !conditions.isEmpty()) {
        text.append(
            "\n%s follows %s.\n"
                .formatted(escaped(platform.platform()), escaped(String.join(", ", conditions))));
      }
    }
  }

  /** Escapes every character that Markdown or HTML could interpret. */
  private static String escaped(String text) {
    return SafeText.line(text).replaceAll("[\\p{Punct}&&[^ './-]]", "\\\\$0");
  }
}

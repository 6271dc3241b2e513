package io.trueup.listener.cli;

import io.trueup.listener.cli.check.CheckResult;
import io.trueup.listener.cli.check.NodeImpact;
import io.trueup.listener.cli.check.NodeImpact.Effect;
import io.trueup.listener.cli.check.NodeImpact.Moment;
import io.trueup.listener.cli.check.PlatformImpact;
import io.trueup.listener.cli.check.ProblemGroups;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.engine.source.ModelLocation;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.model.problem.Problem;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.List;

/** Formats a merge check as text. Pure. */
final class CheckText {

  private static final int MOST_PROBLEMS = 100;
  private static final int MOST_NODES = 10;

  private final CheckResult result;
  private final TextStyle ink;
  private final StringBuilder text = new StringBuilder();

  private CheckText(CheckResult result, TextStyle ink) {
    this.result = result;
    this.ink = ink;
  }

  static String render(CheckResult result, ModelLocation base, ModelLocation head, TextStyle ink) {
    return new CheckText(result, ink).render(base, head);
  }

  private String render(ModelLocation base, ModelLocation head) {
    text.append("Base  ").append(place(base)).append('\n');
    text.append("Head  ").append(place(head)).append('\n');
    note();
    problems();
    platforms();
    text.append('\n').append(verdict()).append('\n');
    approval();
    return text.toString();
  }

  static String place(ModelLocation place) {
    return switch (place) {
      case ModelLocation.AtCommit(var asked, var commit) ->
          commit.value().startsWith(asked)
              ? commit.abbreviated()
              : SafeText.line(asked) + " " + commit.abbreviated();
      case ModelLocation.InFolder(var asked, _) -> "folder " + SafeText.line(asked);
    };
  }

  private void note() {
    switch (result.base()) {
      case SOUND -> {}
      case NONE ->
          text.append("\nThe base has no model: the head is checked as the first version\n");
      case BROKEN ->
          text.append('\n')
              .append(
                  ink.warning(
                      "The base itself would be rejected: the head is checked without"
                          + " compatibility, and its impact is unknown"))
              .append('\n');
    }
    if (result.ownersOf() != null) {
      text.append('\n')
          .append(
              ink.warning(
                  "Parts of the base cannot be read: ownership is checked against the earlier version %s"
                      .formatted(place(result.ownersOf()))))
          .append('\n');
    }
  }

  private void problems() {
    var groups = ProblemGroups.of(result.problems(), MOST_PROBLEMS);
    groups.groups().forEach(this::group);
    if (groups.hidden() > 0) {
      text.append("\nand %,d more: see '--output json'\n".formatted(groups.hidden()));
    }
    if (groups.known() > 0) {
      text.append(
          "\nNot shown: %s that the base already has\n"
              .formatted(Counts.of(groups.known(), "warning")));
    }
  }

  private void group(ProblemGroups.Group group) {
    var heading =
        "%s: %,d %s"
            .formatted(
                group.rule(),
                group.count(),
                (group.severity() == Severity.ERROR ? "error" : "warning")
                    + (group.count() == 1 ? "" : "s"));
    text.append('\n')
        .append(group.severity() == Severity.ERROR ? ink.error(heading) : ink.warning(heading))
        .append('\n');
    group.shown().forEach(it -> text.append("  ").append(problem(it)).append('\n'));
    var more = group.count() - group.shown().size();
    if (more > 0) {
      text.append("  and %,d more\n".formatted(more));
    }
  }

  private static String problem(Problem problem) {
    var place = problem.location().toString();
    return SafeText.line(
        "%s%s. %s"
            .formatted(place.isEmpty() ? "" : place + ": ", problem.message(), problem.remedy()));
  }

  private void platforms() {
    for (var platform : result.platforms()) {
      text.append('\n').append(ink.bold(SafeText.line("Platform " + platform.platform())));
      text.append(platform.isUnaffected() ? " is unaffected\n" : ": " + summary(platform) + "\n");
      platform.nodes().stream().limit(MOST_NODES).forEach(this::node);
      var more = platform.nodes().size() - MOST_NODES;
      if (more > 0) {
        text.append("  and %,d more\n".formatted(more));
      }
    }
  }

  private static String summary(PlatformImpact platform) {
    var moments = new ArrayList<String>();
    var now = platform.count(Moment.MERGE_TIME);
    var later = platform.count(Moment.NODE_TIME);
    if (now > 0) {
      moments.add("%,d at merge time".formatted(now));
    }
    if (later > 0) {
      moments.add("%,d when a job next starts".formatted(later));
    }
    moments.addAll(platform.conditions());
    return "%,d added, %,d changed, %,d removed; %s"
        .formatted(
            platform.count(Effect.ADDED),
            platform.count(Effect.CHANGED),
            platform.count(Effect.REMOVED),
            SafeText.line(String.join(", ", moments)));
  }

  private void node(NodeImpact node) {
    var sign =
        switch (node.effect()) {
          case ADDED -> ink.success("+");
          case CHANGED -> ink.progress("~");
          case REMOVED -> ink.warning("-");
        };
    text.append("  ").append(sign).append(' ').append(SafeText.line(node.node().value()));
    if (node.changes().isEmpty()) {
      text.append(": ").append(node.reason());
    } else {
      text.append(": ")
          .append(SafeText.line(String.join("; ", node.changes())))
          .append(ink.muted(" (%s)".formatted(node.reason())));
    }
    text.append('\n');
  }

  private String verdict() {
    return result.isAccepted()
        ? ink.success("Accepted: %s%s".formatted(result.counts(), affected(result.platforms())))
        : ink.error("Rejected: %s; no platform would change".formatted(result.counts()));
  }

  private void approval() {
    var change = result.change();
    if (change == null) {
      return;
    }
    text.append('\n');
    if (result.isAccepted()) {
      text.append("An operator approved this change although it is incompatible\n");
    } else {
      text.append("Only compatibility rejects it. If the change is intended, approve it:\n")
          .append("  trueup sources approve SOURCE --change ")
          .append(change)
          .append(" --reason …\n");
    }
  }

  private static String affected(List<PlatformImpact> platforms) {
    var affected = platforms.stream().filter(it -> !it.isUnaffected()).count();
    return platforms.isEmpty()
        ? ""
        : "; %,d of %,d platforms affected".formatted(affected, platforms.size());
  }
}

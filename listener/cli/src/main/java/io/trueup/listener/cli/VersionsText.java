package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TextTable.Cell;
import io.trueup.listener.daemon.view.ProblemView;
import io.trueup.listener.daemon.view.VersionView;
import io.trueup.listener.daemon.view.VersionView.ImpactView;
import io.trueup.listener.daemon.view.VersionView.Verdict;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.model.problem.Severity;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats merges and their verdicts as text. Pure. */
final class VersionsText {

  private VersionsText() {}

  static String render(List<VersionView> versions, TextStyle ink) {
    if (versions.isEmpty()) {
      return "Nothing has been merged yet\n";
    }
    var table =
        new TextTable(
            ink, "VERSION", "VERDICT", "COMMIT", "DECIDED", "AUTHOR", "SUBJECT", "PLATFORMS");
    for (var version : versions) {
      table.row(
          cell(version.source() + "/" + version.version()),
          new Cell(
              version.verdict().name().toLowerCase(Locale.ROOT),
              version.verdict() == Verdict.ACCEPTED ? ink::success : ink::error),
          cell(ShortDigest.shortened(version.commit())),
          cell(version.decidedAt().truncatedTo(ChronoUnit.SECONDS)),
          cell(version.author()),
          cell(version.subject()),
          cell(impacts(version)));
    }
    var text = new StringBuilder(table.render());
    versions.forEach(it -> problems(text, it, ink));
    return text.toString();
  }

  /** One version, and below it who merged it. */
  static String renderOne(VersionView version, TextStyle ink) {
    return render(List.of(version), ink) + attribution(version);
  }

  private static String attribution(VersionView version) {
    var told = version.attribution();
    if (told == null) {
      return "";
    }
    var who = new ArrayList<String>();
    if (told.pushedBy() != null) {
      who.add("pushed by " + SafeText.line(told.pushedBy()));
    }
    if (told.mergedBy() != null) {
      who.add("merged by " + SafeText.line(told.mergedBy()));
    }
    var pull = told.pullRequest();
    if (pull != null) {
      who.add("pull request " + pull.number() + after(" ", pull.title()) + after(", ", pull.url()));
    }
    return "\nAs told by the forge: %s\n".formatted(String.join("; ", who));
  }

  private static String after(String separator, @Nullable String text) {
    return text == null ? "" : separator + SafeText.line(text);
  }

  private static String impacts(VersionView version) {
    return version.impacts().isEmpty()
        ? "-"
        : version.impacts().stream().map(VersionsText::impact).collect(Collectors.joining(", "));
  }

  private static String impact(ImpactView impact) {
    return impact.isUnaffected()
        ? impact.platform() + " unaffected"
        : "%s +%d ~%d -%d"
            .formatted(impact.platform(), impact.added(), impact.changed(), impact.removed());
  }

  private static void problems(StringBuilder text, VersionView version, TextStyle ink) {
    if (version.problems().isEmpty()) {
      return;
    }
    text.append('\n').append(ink.bold(version.source() + "/" + version.version())).append('\n');
    version.problems().forEach(it -> text.append(problem(it, ink)).append('\n'));
    var approval = version.approval();
    if (approval != null) {
      text.append(
          "Accepted although incompatible, approved by %s: %s\n"
              .formatted(SafeText.line(approval.by()), SafeText.line(approval.reason())));
    } else if (version.change() != null) {
      text.append("Only compatibility rejects it. Its change is %s\n".formatted(version.change()));
    }
    var more = version.errors() + version.warnings() - version.problems().size();
    if (more > 0) {
      text.append(
          "and %d more: see 'trueup versions %s/%d'\n"
              .formatted(more, version.source(), version.version()));
    }
  }

  private static String problem(ProblemView problem, TextStyle ink) {
    var severity =
        problem.severity() == Severity.ERROR ? ink.error("error") : ink.warning("warning");
    var place = problem.place().isEmpty() ? "" : SafeText.line(problem.place()) + ": ";
    return "%s%s: %s [%s]. %s"
        .formatted(
            place,
            severity,
            SafeText.line(problem.message()),
            SafeText.line(problem.rule()),
            SafeText.line(problem.remedy()));
  }
}

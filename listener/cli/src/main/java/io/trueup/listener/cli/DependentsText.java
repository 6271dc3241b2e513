package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.daemon.question.Dependents;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.util.List;

/** Formats dependents as text. Pure. */
final class DependentsText {

  private static final int MOST_NODES = 10;

  private DependentsText() {}

  static String render(Dependents dependents, TextStyle ink) {
    var text = new StringBuilder();
    text.append(ink.bold(SafeText.line(dependents.subject())))
        .append(
            " reaches %s, %s and %s\n"
                .formatted(
                    Counts.of(dependents.workspaces().size(), "workspace"),
                    Counts.of(dependents.transformers().size(), "transformer"),
                    Counts.of(dependents.platforms().size(), "platform")));
    if (!dependents.workspaces().isEmpty()) {
      text.append('\n').append(workspaces(dependents, ink));
    }
    if (!dependents.transformers().isEmpty()) {
      text.append('\n').append(transformers(dependents, ink));
    }
    dependents.platforms().forEach(it -> platform(it, ink, text));
    return text.toString();
  }

  private static String workspaces(Dependents dependents, TextStyle ink) {
    var table = new TextTable(ink, "WORKSPACE", "TEAM", "GROUPS", "PLATFORMS", "PATH");
    for (var use : dependents.workspaces()) {
      table.row(
          cell(use.workspace()),
          cell(use.team()),
          cell(list(use.groups())),
          cell(list(use.platforms())),
          cell(path(use.via())));
    }
    return table.render();
  }

  private static String transformers(Dependents dependents, TextStyle ink) {
    var table = new TextTable(ink, "TRANSFORMER", "MAKES", "PLATFORMS", "PATH");
    for (var use : dependents.transformers()) {
      table.row(
          cell(use.workspace()),
          cell(use.output()),
          cell(list(use.platforms())),
          cell(path(use.via())));
    }
    return table.render();
  }

  private static void platform(Dependents.PlatformUse use, TextStyle ink, StringBuilder text) {
    text.append('\n').append(ink.bold(SafeText.line("Platform " + use.platform()))).append('\n');
    use.nodes().stream()
        .limit(MOST_NODES)
        .forEach(it -> text.append("  ").append(SafeText.line(it)).append('\n'));
    var more = use.nodes().size() - MOST_NODES;
    if (more > 0) {
      text.append("  and %,d more\n".formatted(more));
    }
  }

  static String list(List<String> names) {
    return names.isEmpty() ? "-" : String.join(", ", names);
  }

  private static String path(List<String> via) {
    return String.join(" > ", via);
  }
}

package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.dependents.StoreView;
import io.trueup.listener.cli.dependents.WorkspaceView;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import org.jspecify.annotations.Nullable;

/** Formats a store or a workspace as text. Pure. */
final class ShowText {

  private static final int MOST_ROWS = 100;

  private ShowText() {}

  static String store(StoreView store, TextStyle ink) {
    var text = new StringBuilder();
    text.append(ink.bold(SafeText.line("Store " + store.store()))).append('\n');
    field(text, "team", store.team());
    field(text, "captured", "%s, %s".formatted(store.capture(), store.consistency()));
    field(text, "from", store.container());
    field(text, "trigger", store.trigger());
    field(text, "made by", store.producer());
    field(text, "production", store.production() ? "yes" : null);
    field(text, "deprecated", store.deprecated() ? "yes" : null);
    field(
        text,
        "primary",
        store.primaryIngestion().isEmpty() ? null : DependentsText.list(store.primaryIngestion()));
    field(text, "platforms", DependentsText.list(store.platforms()));
    var table = new TextTable(ink, "DATASET", "COLUMNS", "KEY", "CLASSIFIED", "USED BY");
    for (var dataset : store.datasets().stream().limit(MOST_ROWS).toList()) {
      table.row(
          cell(dataset.dataset()),
          cell(dataset.columns()),
          cell(DependentsText.list(dataset.primaryKey())),
          cell(DependentsText.list(dataset.classifications())),
          cell(DependentsText.list(dataset.workspaces())));
    }
    text.append('\n').append(table.render());
    more(text, store.datasets().size());
    return text.toString();
  }

  static String workspace(WorkspaceView workspace, TextStyle ink) {
    var text = new StringBuilder();
    text.append(ink.bold(SafeText.line("Workspace " + workspace.workspace()))).append('\n');
    field(text, "team", workspace.team());
    field(text, "container", workspace.container());
    field(text, "priority", workspace.priority());
    field(text, "production", workspace.production() ? "yes" : null);
    field(text, "output", workspace.output());
    for (var group : workspace.groups()) {
      text.append('\n').append(ink.bold(SafeText.line("Group " + group.group()))).append('\n');
      field(text, "assigned", DependentsText.list(group.assignments()));
      field(text, "served by", DependentsText.list(group.platforms()));
      field(text, "reads", Counts.of(group.datasets().size(), "dataset"));
      group.datasets().stream()
          .limit(MOST_ROWS)
          .forEach(it -> text.append("    ").append(SafeText.line(it)).append('\n'));
      more(text, group.datasets().size());
    }
    return text.toString();
  }

  private static void field(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append("  %-11s%s\n".formatted(name, SafeText.line(value)));
    }
  }

  private static void more(StringBuilder text, int count) {
    if (count > MOST_ROWS) {
      text.append("and %,d more: see '--output json'\n".formatted(count - MOST_ROWS));
    }
  }
}

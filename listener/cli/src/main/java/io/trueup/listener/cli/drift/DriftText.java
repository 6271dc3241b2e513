package io.trueup.listener.cli.drift;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TimeText;
import io.trueup.listener.daemon.view.DriftView;
import io.trueup.listener.daemon.view.DriftedNodeView;
import io.trueup.listener.engine.text.Counts;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Formats what is known of drift as text. Pure. */
public final class DriftText {

  private DriftText() {}

  /** What is known of the drift of platforms: a table, then what differs on each. */
  static String list(List<DriftView> views, TextStyle ink) {
    if (views.isEmpty()) {
      return "There are no platforms yet\n";
    }
    var table = new TextTable(ink, "PLATFORM", "DRIFTED", "EVERY", "ON", "LAST CHECK", "NEXT");
    for (var view : views) {
      var last = view.lastCheck();
      table.row(
          cell(view.platform()),
          cell(view.driftedNodes()),
          cell(view.every() == null ? "-" : view.every()),
          cell(view.every() == null ? "-" : view.on()),
          cell(time(last == null ? null : last.endedAt())),
          cell(time(view.nextCheck())));
    }
    var text = new Paragraphs(ink);
    for (var view : views) {
      failure(text, view);
      if (view.driftedNodes() > 0) {
        text.heading(view.platform());
        append(text, view);
      }
    }
    return table.render() + text;
  }

  /** The answer to a requested check. */
  static String checked(DriftView.Checked checked, TextStyle ink) {
    var text = new Paragraphs(ink);
    var view = checked.drift();
    text.words(
        "",
        "%s: compared %s%s"
            .formatted(
                view.platform(),
                Counts.of(checked.compared(), "node"),
                checked.repaired() == 0
                    ? ""
                    : ", repaired " + Counts.of(checked.repaired(), "node")));
    if (view.driftedNodes() == 0) {
      text.words("", "No node differs from what is realized", ink::success);
    } else {
      text.words(
          "",
          "%s from what is realized"
              .formatted(
                  view.driftedNodes() == 1
                      ? "1 node differs"
                      : "%,d nodes differ".formatted(view.driftedNodes())),
          ink::warning);
      append(text, view);
    }
    return text.toString();
  }

  /** Appends what a platform's explanation says about drift; nothing where nothing is known. */
  public static void explain(Paragraphs text, DriftView view) {
    if (view.driftedNodes() > 0) {
      text.heading("Drifted nodes");
      append(text, view);
    }
    failure(text, view);
  }

  private static void failure(Paragraphs text, DriftView view) {
    var last = view.lastCheck();
    if (last != null && last.error() != null) {
      text.words(
          "",
          "%s cannot be checked for drift since %s: %s"
              .formatted(view.platform(), time(last.failingSince()), last.error()),
          text.ink()::error);
    }
  }

  private static void append(Paragraphs text, DriftView view) {
    view.drifted().forEach(it -> node(text, it));
    var more = view.driftedNodes() - view.drifted().size();
    if (more > 0) {
      text.line("and %,d more: see '--output json'".formatted(more));
    }
  }

  private static void node(Paragraphs text, DriftedNodeView node) {
    text.words("  ", "%s: %s".formatted(node.node(), node.kind()), text.ink()::warning);
    text.words("    ", node.what());
    var why = node.notRepairedBecause();
    if (why != null) {
      text.words("    ", why);
    }
    text.words(
        "    ",
        "Found at %s, last seen at %s"
            .formatted(TimeText.utc(node.foundAt()), TimeText.utc(node.lastSeenAt())));
  }

  private static String time(@Nullable Instant at) {
    return at == null ? "-" : TimeText.utc(at);
  }
}

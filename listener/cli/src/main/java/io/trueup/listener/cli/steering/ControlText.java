package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.ControlView;
import io.trueup.listener.daemon.view.ControlView.Outcome;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.engine.text.Counts;

/** Formats the results of orders as text. Pure. */
final class ControlText {

  /** How many platforms people read. */
  private static final int MOST = 20;

  private static final String DRY = "Dry run, nothing was written";

  private ControlText() {}

  static String render(ControlView view, TextStyle ink) {
    var text = new Paragraphs(ink);
    text.words("", view.message());
    var preview = view.preview();
    if (preview != null) {
      text.line("");
      MoveText.append(text, preview);
    } else {
      for (var gate : view.gates()) {
        text.words("  ", "Still waits: " + GateText.line(gate), ink::warning);
      }
    }
    if (view.outcome() == Outcome.DRY_RUN) {
      text.line(ink.muted(DRY));
    }
    return text.toString();
  }

  /** How a platform is after an order, or would be. */
  static String render(PlatformView platform, boolean isDryRun, TextStyle ink) {
    var text = new Paragraphs(ink);
    text.words("", "%s: %s".formatted(platform.id(), platform.summary()));
    if (isDryRun) {
      text.line(ink.muted(DRY));
    }
    return text.toString();
  }

  static String render(GroupPauseView.Change change, TextStyle ink) {
    var text = new Paragraphs(ink);
    text.words("", change.message());
    change.warnings().forEach(it -> text.words("", "Warning: " + it, ink::warning));
    var platforms = change.pause().platforms();
    if (!platforms.isEmpty()) {
      var listed = String.join(", ", platforms.stream().limit(MOST).toList());
      var more = platforms.size() - MOST;
      text.words(
          "  ",
          "%s: %s%s"
              .formatted(
                  Counts.of(platforms.size(), "platform"),
                  listed,
                  more > 0 ? " and " + more + " more" : ""));
    }
    if (change.dryRun()) {
      text.line(ink.muted(DRY));
    }
    return text.toString();
  }
}

package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.daemon.view.MovePreviewView;
import io.trueup.listener.daemon.view.MovePreviewView.NodeNames;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Formats what a move of a platform would be as text. Pure. */
final class MoveText {

  /** How many nodes and steps of a kind people read; the other form shows all. */
  private static final int MOST = 20;

  private MoveText() {}

  static String render(MovePreviewView move, TextStyle ink) {
    var text = new Paragraphs(ink);
    append(text, move);
    return text.toString();
  }

  static void append(Paragraphs text, MovePreviewView move) {
    var ink = text.ink();
    var platform = ink.bold(SafeText.line(move.platform()));
    var to = move.to();
    if (move.impossible() != null) {
      text.words(
          "",
          "%s: Cannot move from version %d%s. %s"
              .formatted(
                  move.platform(), move.from(), to == null ? "" : " to " + to, move.impossible()),
          ink::error);
      return;
    }
    if (to == null) {
      text.line(platform + ": There is nothing to move to; the target is version " + move.from());
      return;
    }
    text.line("%s: From version %d to %d".formatted(platform, move.from(), to));
    nodes(text, "+", ink::success, move.added());
    nodes(text, "~", ink::progress, move.changed());
    nodes(text, "-", ink::error, move.removed());
    steps(text, move);
    if (!move.gates().isEmpty()) {
      text.heading("Shut now");
      GateText.append(text, move.gates());
    }
    text.line("").words("", summary(move), move.differences() ? ink::progress : ink::success);
  }

  private static void nodes(
      Paragraphs text, String sign, UnaryOperator<String> colour, NodeNames names) {
    names.nodes().stream()
        .limit(MOST)
        .forEach(it -> text.line("  %s %s".formatted(colour.apply(sign), SafeText.line(it))));
    more(text, names.count());
  }

  private static void steps(Paragraphs text, MovePreviewView move) {
    if (move.steps().isEmpty()) {
      return;
    }
    text.heading("Steps of merge time");
    move.steps().stream()
        .limit(MOST)
        .forEach(it ->
            text.words(
                "  ",
                "%s %s: %s"
                    .formatted(
                        it.action().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        it.node(),
                        it.reason())));
    more(text, move.stepCount());
  }

  private static void more(Paragraphs text, int count) {
    if (count > MOST) {
      text.line("  and %d more: see '--output json'".formatted(count - MOST));
    }
  }

  private static String summary(MovePreviewView move) {
    if (!move.differences()) {
      return "Plan: nothing changes on the platform, only its pointers move";
    }
    return "Plan: %s to add, %d to change when their jobs start, %d to remove; %s%s"
        .formatted(
            Counts.of(move.added().count(), "node"),
            move.changed().count(),
            move.removed().count(),
            Counts.of(move.stepCount(), "step"),
            move.needsApproval()
                ? ". It removes so much that it needs 'trueup approve %s %d'"
                    .formatted(move.platform(), move.to())
                : "");
  }
}

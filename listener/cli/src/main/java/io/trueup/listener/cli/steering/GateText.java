package io.trueup.listener.cli.steering;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TimeText;
import io.trueup.listener.daemon.view.GateReportView;
import io.trueup.listener.daemon.view.GateView;
import java.util.List;

/** Formats gates as text. Pure. */
public final class GateText {

  private GateText() {}

  /**
   * Appends every gate: its kind, reason, who shut it and since when, what opens it, and when it
   * opens by itself.
   */
  public static void append(Paragraphs text, List<GateView> gates) {
    for (var gate : gates) {
      var ink = text.ink();
      text.words("  ", kind(gate) + shut(gate), ink::warning);
      text.words("    ", gate.reason());
      if (!gate.remedy().isEmpty()) {
        text.words("    ", gate.remedy());
      }
      var opensAt = gate.opensAt();
      text.words(
          "    ",
          opensAt == null
              ? "Does not open by itself"
              : "Opens by itself at " + TimeText.utc(opensAt));
    }
  }

  private static String kind(GateView gate) {
    var isSaid =
        gate.what().isEmpty() || (gate.reason().contains(gate.what()) && gate.what().contains(" "));
    return isSaid ? gate.kind() : gate.kind() + " " + gate.what();
  }

  private static String shut(GateView gate) {
    var by = gate.by() == null ? "" : " by " + gate.by();
    var since = gate.since();
    return since == null
        ? (by.isEmpty() ? "" : ", shut" + by)
        : ", shut%s since %s".formatted(by, TimeText.utc(since));
  }

  /** The answer to the question for the gates of a platform at an instant. */
  public static String render(GateReportView report, TextStyle ink) {
    var text = new Paragraphs(ink);
    text.words("", "%s at %s".formatted(report.platform(), TimeText.utc(report.at())));
    report(text, report);
    return text.toString();
  }

  /** Appends what a report says about gates. */
  public static void report(Paragraphs text, GateReportView report) {
    var ink = text.ink();
    var destination = report.destination();
    if (report.gates().isEmpty()) {
      var openUntil = report.openUntil();
      var until =
          openUntil == null
              ? ", and nothing is known to shut one"
              : ", until " + TimeText.utc(openUntil);
      text.words("", "All gates are open" + until, ink::success);
    } else {
      var opensAt = report.opensAt();
      text.words(
          "",
          opensAt == null
              ? "%s shut; not all open by themselves".formatted(count(report.gates()))
              : "%s shut; all are open from %s"
                  .formatted(count(report.gates()), TimeText.utc(opensAt)),
          ink::warning);
      append(text, report.gates());
    }
    text.words(
        "",
        destination == null
            ? "There is nothing to move to"
            : "The next move is to version %d".formatted(destination));
  }

  private static String count(List<GateView> gates) {
    return gates.size() == 1 ? "1 gate is" : gates.size() + " gates are";
  }

  /** A gate in one line, for lists of platforms. */
  public static String line(GateView gate) {
    var opensAt = gate.opensAt();
    return "%s: %s%s%s"
        .formatted(
            kind(gate),
            gate.reason(),
            opensAt == null ? "" : "; opens by itself at " + TimeText.utc(opensAt),
            gate.remedy().isEmpty() ? "" : ". " + gate.remedy());
  }
}

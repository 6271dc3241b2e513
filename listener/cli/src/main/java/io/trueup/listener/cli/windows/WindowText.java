package io.trueup.listener.cli.windows;

import static io.trueup.listener.cli.terminal.TextTable.cell;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.trueup.listener.cli.terminal.Paragraphs;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TextTable.Cell;
import io.trueup.listener.cli.terminal.TimeText;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.daemon.view.WindowView.Effect;
import io.trueup.listener.daemon.view.WindowView.Explanation;
import io.trueup.listener.daemon.view.WindowView.Matched;
import io.trueup.listener.daemon.view.WindowView.Span;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.SafeText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Formats windows as text. Pure. */
public final class WindowText {

  /** How many stretches of one platform people read. */
  private static final int MOST_EFFECTS = 3;

  private WindowText() {}

  /** A table of windows. */
  public static String table(List<WindowView> windows, TextStyle ink) {
    if (windows.isEmpty()) {
      return "There are no windows\n";
    }
    var table = new TextTable(ink, "ID", "KIND", "SCOPE", "STATE", "NEXT CHANGE", "OWNER");
    for (var window : windows) {
      var effect = WindowEffect.of(window);
      table.row(
          cell(window.id()),
          cell(window.kind()),
          cell(window.scope()),
          new Cell(effect.label(), colour(effect, ink)),
          cell(nextChange(window)),
          cell(window.owner()));
    }
    return table.render();
  }

  private static UnaryOperator<String> colour(WindowEffect effect, TextStyle ink) {
    return switch (effect) {
      case OPEN -> ink::success;
      case SHUT -> ink::warning;
      case INVALID -> ink::error;
      case SUSPENDED -> ink::progress;
      case OVER, ENDED -> ink::muted;
    };
  }

  private static String nextChange(WindowView window) {
    var at = nextChangeAt(window);
    return at == null ? "-" : TimeText.both(at, window.zone());
  }

  private static @Nullable Instant nextChangeAt(WindowView window) {
    var suspension = window.suspension();
    if (suspension != null) {
      return suspension.until();
    }
    var current = window.current();
    var next = window.next();
    return current != null ? current.end() : next == null ? null : next.start();
  }

  static String details(WindowView window, TextStyle ink) {
    var text = new Paragraphs(ink);
    head(text, window);
    property(text, "kind", window.kind());
    property(
        text,
        "scope",
        "%s (%s now)".formatted(window.scope(), Counts.of(window.platforms(), "platform")));
    property(
        text,
        window.rule() == null ? "start" : "first start",
        "%s %s".formatted(window.start(), window.zone()));
    property(text, "length", window.length());
    if (window.rule() != null) {
      property(text, "rule", window.rule());
    }
    if (!window.except().isEmpty()) {
      property(text, "except", String.join(", ", window.except()));
    }
    property(text, "owner", window.owner());
    property(text, "reason", window.reason().isEmpty() ? "-" : window.reason());
    property(
        text,
        "changed by",
        switch (window.origin()) {
          case MODEL -> "a merge; operators may suspend and resume it";
          case OPERATOR -> "operators";
        });
    property(text, "version", Long.toString(window.version()));
    property(text, "created", TimeText.utc(window.createdAt()));
    property(text, "changed", TimeText.utc(window.changedAt()));
    span(text, "now", window.current(), window.zone());
    span(text, "next", window.next(), window.zone());
    suspension(text, window);
    return text.toString();
  }

  private static void head(Paragraphs text, WindowView window) {
    var ink = text.ink();
    var effect = WindowEffect.of(window);
    text.line(
        "%s, %s: %s"
            .formatted(
                ink.bold(SafeText.line(window.id())),
                SafeText.line(window.name()),
                colour(effect, ink).apply(effect.label())));
    text.words("", window.summary());
    if (window.problem() != null) {
      text.words("", window.problem(), ink::error);
    }
    text.line("");
  }

  private static void property(Paragraphs text, String name, String value) {
    text.line("%-12s %s".formatted(name, SafeText.line(value)));
  }

  private static void span(Paragraphs text, String name, @Nullable Span span, String zone) {
    if (span != null) {
      property(text, name, inZone(span, zone));
      property(text, "", inUtc(span));
    }
  }

  private static void suspension(Paragraphs text, WindowView window) {
    var suspension = window.suspension();
    if (suspension == null) {
      return;
    }
    var until = suspension.until();
    property(
        text,
        "suspended",
        "by %s since %s, until %s: %s"
            .formatted(
                suspension.by(),
                TimeText.utc(suspension.since()),
                until == null ? "it is resumed" : TimeText.both(until, window.zone()),
                suspension.reason()));
  }

  private static String inZone(Span span, String zone) {
    return "%s to %s".formatted(TimeText.in(span.start(), zone), TimeText.in(span.end(), zone));
  }

  private static String inUtc(Span span) {
    return "%s to %s".formatted(TimeText.utc(span.start()), TimeText.utc(span.end()));
  }

  static String explanation(Explanation explained, TextStyle ink) {
    var text = new Paragraphs(ink);
    var window = explained.window();
    head(text, window);
    explained.warnings().forEach(it -> text.words("", "Warning: " + it, ink::warning));
    text.line("Matches %s".formatted(Counts.of(explained.platforms().size(), "platform")))
        .words("", "by '%s'".formatted(window.scope()), ink::muted);
    if (!explained.platforms().isEmpty()) {
      text.raw(matched(explained.platforms(), ink));
    }
    text.heading("Occurrences, in %s and in UTC".formatted(window.zone()));
    if (explained.occurrences().isEmpty()) {
      text.line("There are none any more");
    }
    for (var span : explained.occurrences()) {
      var isNow = span.equals(window.current());
      text.line(inZone(span, window.zone()) + (isNow ? ink.progress("  now") : ""));
      text.line("  " + ink.muted(inUtc(span)));
    }
    if (window.state() == WindowCondition.SUSPENDED) {
      text.line("");
      suspension(text, window);
    }
    return text.toString();
  }

  private static String matched(List<Matched> platforms, TextStyle ink) {
    var table = new TextTable(ink, "PLATFORM", "STATE", "BY ALL WINDOWS", "CHANGES");
    for (var each : platforms) {
      var windows = each.windows();
      var changes = windows == null ? null : windows.changesAt();
      table.row(
          cell(each.platform()),
          cell(each.state().label()),
          windows == null
              ? cell("open")
              : new Cell(
                  windows.open() ? "open" : "shut", windows.open() ? ink::success : ink::warning),
          cell(changes == null ? "-" : TimeText.utc(changes)));
    }
    return table.render();
  }

  /** What became of a change of a window, or would. */
  static String change(WindowView.Change change, TextStyle ink) {
    var text = new Paragraphs(ink);
    change(text, change);
    if (change.dryRun()) {
      text.line(ink.muted("Dry run, nothing was written"));
    }
    return text.toString();
  }

  private static void change(Paragraphs text, WindowView.Change change) {
    var ink = text.ink();
    text.words("", change.message());
    change.warnings().forEach(it -> text.words("", "Warning: " + it, ink::warning));
    change.effects().stream()
        .collect(groupingBy(Effect::platform, LinkedHashMap::new, toList()))
        .values()
        .forEach(it -> effects(text, change, it));
    if (change.effects().isEmpty()) {
      text.words(
          "  ",
          "No platform's waiting changes before " + TimeText.utc(change.horizon()),
          ink::muted);
    }
  }

  /** What changes for one platform; a window that recurs changes it again and again. */
  private static void effects(Paragraphs text, WindowView.Change change, List<Effect> effects) {
    var zone = change.window().zone();
    for (var effect : effects.stream().limit(MOST_EFFECTS).toList()) {
      var until = effect.until();
      text.words(
          "  ",
          "%s %s from %s to %s"
              .formatted(
                  effect.platform(),
                  effect.shuts() ? "is shut" : "is open",
                  TimeText.both(effect.from(), zone),
                  until == null
                      ? "after " + TimeText.utc(change.horizon())
                      : TimeText.both(until, zone)),
          effect.shuts() ? text.ink()::warning : text.ink()::success);
    }
    if (effects.size() > MOST_EFFECTS) {
      text.words(
          "  ",
          "%s and %d times more before %s"
              .formatted(
                  effects.getFirst().platform(),
                  effects.size() - MOST_EFFECTS,
                  TimeText.utc(change.horizon())),
          text.ink()::muted);
    }
  }

  static String imported(WindowView.Import imported, TextStyle ink) {
    var text = new Paragraphs(ink);
    imported.added().forEach(it -> change(text, it));
    imported.skipped().forEach(it -> text.words("", "Skipped: " + it, ink::warning));
    text.line(
        "%s added, %d skipped"
            .formatted(Counts.of(imported.added().size(), "window"), imported.skipped().size()));
    if (imported.dryRun()) {
      text.line(ink.muted("Dry run, nothing was written"));
    }
    return text.toString();
  }
}

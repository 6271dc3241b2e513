package io.trueup.listener.cli;

import static io.trueup.listener.cli.terminal.TextTable.cell;

import io.trueup.listener.cli.steering.GateText;
import io.trueup.listener.cli.terminal.LineWrapper;
import io.trueup.listener.cli.terminal.ShortDigest;
import io.trueup.listener.cli.terminal.TextStyle;
import io.trueup.listener.cli.terminal.TextTable;
import io.trueup.listener.cli.terminal.TextTable.Cell;
import io.trueup.listener.cli.terminal.TimeText;
import io.trueup.listener.daemon.view.GateView;
import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.PlatformCondition;
import io.trueup.listener.daemon.view.PlatformView;
import io.trueup.listener.daemon.view.PlatformView.Pointer;
import io.trueup.listener.daemon.view.SourceCondition;
import io.trueup.listener.daemon.view.SourceView;
import io.trueup.listener.daemon.view.StatusView;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.RelativeTime;
import io.trueup.listener.engine.text.SafeText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Formats the status as text. Pure. */
final class StatusText {

  private StatusText() {}

  /**
   * The status.
   *
   * @param pauses in force of several platforms
   */
  static String render(StatusView status, List<GroupPauseView> pauses, TextStyle ink) {
    var headline = SafeText.line(status.headline());
    var text =
        new StringBuilder(
            status.needsEyes()
                ? ink.warning(headline)
                : status.allRealized() ? ink.success(headline) : ink.progress(headline));
    text.append('\n');
    status.warnings().stream()
        .filter(it -> !it.equals(status.headline()))
        .forEach(it -> warning(text, it, ink));
    pauses.forEach(it -> pause(text, it, status.at(), ink));
    text.append('\n').append(sources(status, ink));
    status.sources().forEach(it -> loading(text, it, ink));
    status.sources().forEach(it -> files(text, it, ink));
    if (!status.platforms().isEmpty()) {
      text.append('\n').append(platforms(status, ink));
    }
    status.sources().stream()
        .filter(it -> it.state() != SourceCondition.FOLLOWING)
        .forEach(it -> source(text, it, ink));
    status.platforms().stream()
        .filter(it -> it.state() != PlatformCondition.REALIZED)
        .sorted(Comparator.comparingInt(it -> it.state().urgency()))
        .forEach(it -> notes(text, it, status.at(), ink));
    return text.toString();
  }

  private static void pause(StringBuilder text, GroupPauseView pause, Instant now, TextStyle ink) {
    var until = pause.until();
    var option = pause.selector().equals("all") ? "--all" : "--select " + pause.selector();
    var words =
        "%s paused by %s since %s%s: %s. Resume with 'trueup resume %s'"
            .formatted(
                pause.selector().equals("all")
                    ? "Everything is"
                    : "%s that '%s' matches %s"
                        .formatted(
                            Counts.of(pause.platforms().size(), "platform"),
                            pause.selector(),
                            pause.platforms().size() == 1 ? "is" : "are"),
                pause.by(),
                TimeText.utc(pause.since(), now),
                until == null ? "" : ", until " + TimeText.utc(until, now),
                pause.reason(),
                option);
    warning(text, words, ink);
  }

  private static void warning(StringBuilder text, String words, TextStyle ink) {
    for (var line : LineWrapper.wrapped(SafeText.line(words), ink.width())) {
      text.append(ink.warning(line)).append('\n');
    }
  }

  private static String sources(StatusView status, TextStyle ink) {
    var table = new TextTable(ink, "SOURCE", "STATE", "SINCE", "HEAD", "ACCEPTED", "PENDING");
    for (var source : status.sources()) {
      table.row(
          cell(source.id()),
          new Cell(source.state().label(), colour(source.state(), ink)),
          cell(RelativeTime.of(source.since(), status.at())),
          cell(ShortDigest.shortened(source.head())),
          cell(accepted(source)),
          cell(source.processed() < source.requested() ? "refresh" : "-"));
    }
    return table.render();
  }

  private static void loading(StringBuilder text, SourceView source, TextStyle ink) {
    if (source.loading() != null) {
      note(text, "source " + source.id(), source.loading().summary(), ink);
    }
  }

  private static void files(StringBuilder text, SourceView source, TextStyle ink) {
    var compiled = source.compiled();
    if (compiled != null && compiled.problem() != null) {
      note(text, "source " + source.id(), compiled.problem(), ink);
    }
  }

  private static void source(StringBuilder text, SourceView source, TextStyle ink) {
    note(text, "source " + source.id(), source.summary(), ink);
    if (source.retryAt() != null) {
      text.append("  Next attempt at ")
          .append(source.retryAt().truncatedTo(ChronoUnit.SECONDS))
          .append("; ")
          .append(Counts.of(source.attempts(), "attempt"))
          .append(" in a row failed\n");
    }
  }

  private static String accepted(SourceView source) {
    return source.accepted() == 0
        ? "-"
        : source.accepted() + " " + ShortDigest.shortened(source.acceptedCommit());
  }

  private static String platforms(StatusView status, TextStyle ink) {
    var headings =
        new ArrayList<>(List.of("PLATFORM", "STATE", "REALIZED", "TARGET", "MERGED", "SINCE"));
    var showsPolicy = status.platforms().stream().anyMatch(it -> !it.policy().equals("merge"));
    if (showsPolicy) {
      headings.add("POLICY");
    }
    var table = new TextTable(ink, headings.toArray(String[]::new));
    for (var platform : status.platforms()) {
      var cells = cells(platform, status.at(), ink);
      table.row(cells.subList(0, headings.size()).toArray(Cell[]::new));
    }
    return table.render();
  }

  private static List<Cell> cells(PlatformView platform, Instant now, TextStyle ink) {
    return List.of(
        cell(platform.id()),
        new Cell(platform.state().label(), colour(platform.state(), ink)),
        cell(pointer(platform.realized())),
        cell(pointer(platform.target())),
        cell(pointer(platform.merged())),
        cell(RelativeTime.of(platform.since(), now)),
        cell(platform.policy()));
  }

  private static void notes(StringBuilder text, PlatformView platform, Instant now, TextStyle ink) {
    note(text, platform.id(), platform.summary(), ink);
    var rollout = platform.rollout();
    if (platform.state() == PlatformCondition.FAILING && rollout != null) {
      var error = rollout.lastError();
      indented(text, error == null ? "" : error, ink, ink::error);
      var retryAt = rollout.retryAt();
      if (retryAt != null) {
        text.append("  Next attempt at ")
            .append(retryAt.truncatedTo(ChronoUnit.SECONDS))
            .append('\n');
      }
    }
    blocked(text, platform, ink);
    drifted(text, platform, ink);
    waiting(text, platform, now, ink);
  }

  /** All that it waits for, each with when it opens by itself. */
  private static void waiting(
      StringBuilder text, PlatformView platform, Instant now, TextStyle ink) {
    var waiting = platform.waiting();
    if (waiting == null || platform.state() == PlatformCondition.OWN_LOOP) {
      return;
    }
    var gates = waiting.gates();
    for (var gate : gates) {
      if (!isSaid(platform, gate)) {
        indented(text, GateText.line(gate), ink, UnaryOperator.identity());
      }
    }
    var opensAt = waiting.opensAt();
    if (opensAt != null) {
      indented(text, "All open at " + TimeText.utc(opensAt, now), ink, ink::progress);
    }
  }

  /** Shown in every state: what differs is not what is realized. */
  private static void drifted(StringBuilder text, PlatformView platform, TextStyle ink) {
    var drifted = platform.drifted();
    if (drifted == null) {
      return;
    }
    if (platform.state() != PlatformCondition.DRIFTED) {
      indented(
          text,
          "%s from what is realized, first '%s': %s"
              .formatted(
                  platform.driftedNodes() == 1
                      ? "1 node differs"
                      : "%,d nodes differ".formatted(platform.driftedNodes()),
                  drifted.node(),
                  drifted.what()),
          ink,
          ink::warning);
    }
    var why = drifted.notRepairedBecause();
    if (why != null) {
      indented(text, why, ink, UnaryOperator.identity());
    }
  }

  /** Whether the summary of a platform tells of a gate already. */
  private static boolean isSaid(PlatformView platform, GateView gate) {
    return switch (platform.state()) {
      case HELD, CANCELLED -> gate.kind().equals("held");
      case PAUSED -> gate.kind().equals("paused");
      default -> platform.summary().contains(gate.reason()) && gate.opensAt() == null;
    };
  }

  /** Shown in every state: the platform makes progress only when blocked nodes are fixed. */
  private static void blocked(StringBuilder text, PlatformView platform, TextStyle ink) {
    var blocked = platform.blocked();
    if (blocked == null) {
      return;
    }
    if (platform.state() != PlatformCondition.BLOCKED) {
      indented(
          text,
          "%s blocked, first '%s':"
              .formatted(
                  platform.blockedNodes() == 1
                      ? "1 node is"
                      : Counts.of(platform.blockedNodes(), "node") + " are",
                  blocked.node()),
          ink,
          UnaryOperator.identity());
    }
    indented(text, blocked.reason(), ink, ink::error);
    indented(text, blocked.advice(), ink, UnaryOperator.identity());
  }

  static void indented(
      StringBuilder text, String words, TextStyle ink, UnaryOperator<String> colour) {
    for (var line : LineWrapper.wrapped(SafeText.line(words), ink.width() - 2)) {
      text.append("  ").append(colour.apply(line)).append('\n');
    }
  }

  private static void note(StringBuilder text, String who, String what, TextStyle ink) {
    var name = SafeText.line(who);
    var paragraph =
        LineWrapper.paragraph("%s: %s".formatted(name, SafeText.line(what)), "  ", ink.width());
    text.append('\n').append(ink.bold(name)).append(paragraph.substring(name.length()));
  }

  static UnaryOperator<String> colour(SourceCondition state, TextStyle ink) {
    return switch (state) {
      case FAILING, BLOCKED, UNREACHABLE -> ink::error;
      case NO_VERSION, REJECTED -> ink::warning;
      case DETACHED -> ink::muted;
      case NOT_LOOKED_AT -> ink::progress;
      case FOLLOWING -> ink::success;
    };
  }

  static UnaryOperator<String> colour(PlatformCondition state, TextStyle ink) {
    return switch (state) {
      case FAILING, BLOCKED -> ink::error;
      case PAUSED, WAITING, HELD, CANCELLED, DRIFTED -> ink::warning;
      case MOVING, AWAITING_JOBS -> ink::progress;
      case REALIZED -> ink::success;
      case OWN_LOOP -> ink::muted;
    };
  }

  static String pointer(Pointer pointer) {
    return pointer.version() == 0
        ? "-"
        : pointer.version() + " " + ShortDigest.shortened(pointer.commit());
  }
}

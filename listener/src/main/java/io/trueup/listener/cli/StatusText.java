package io.trueup.listener.cli;

import static io.trueup.listener.cli.Table.cell;

import io.trueup.listener.cli.Table.Cell;
import io.trueup.listener.text.Ages;
import io.trueup.listener.text.Counts;
import io.trueup.listener.text.Printable;
import io.trueup.listener.view.PlatformCondition;
import io.trueup.listener.view.PlatformView;
import io.trueup.listener.view.PlatformView.Pointer;
import io.trueup.listener.view.SourceCondition;
import io.trueup.listener.view.SourceView;
import io.trueup.listener.view.StatusView;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Formats the status as text. Pure. */
final class StatusText {

  private StatusText() {}

  static String render(StatusView status, Ink ink) {
    var headline = Printable.line(status.headline());
    var text =
        new StringBuilder(
            status.needsEyes()
                ? ink.care(headline)
                : status.allRealized() ? ink.good(headline) : ink.busy(headline));
    text.append("\n\n").append(sources(status, ink));
    if (!status.platforms().isEmpty()) {
      text.append('\n').append(platforms(status, ink));
    }
    status.sources().stream()
        .filter(it -> it.state() != SourceCondition.FOLLOWING)
        .forEach(it -> source(text, it, ink));
    status.platforms().stream()
        .filter(it -> it.state() != PlatformCondition.REALIZED)
        .sorted(Comparator.comparingInt(it -> it.state().urgency()))
        .forEach(it -> notes(text, it, ink));
    return text.toString();
  }

  private static String sources(StatusView status, Ink ink) {
    var table = new Table(ink, "SOURCE", "STATE", "SINCE", "HEAD", "ACCEPTED", "PENDING");
    for (var source : status.sources()) {
      table.row(
          cell(source.id()),
          new Cell(source.state().label(), colour(source.state(), ink)),
          cell(Ages.of(source.since(), status.at())),
          cell(shortened(source.head())),
          cell(accepted(source)),
          cell(source.processed() < source.requested() ? "refresh" : "-"));
    }
    return table.render();
  }

  private static void source(StringBuilder text, SourceView source, Ink ink) {
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
        : source.accepted() + " " + shortened(source.acceptedCommit());
  }

  private static String platforms(StatusView status, Ink ink) {
    var headings =
        new ArrayList<>(List.of("PLATFORM", "STATE", "REALIZED", "TARGET", "MERGED", "SINCE"));
    var showsPolicy = status.platforms().stream().anyMatch(it -> !it.policy().equals("merge"));
    if (showsPolicy) {
      headings.add("POLICY");
    }
    var table = new Table(ink, headings.toArray(String[]::new));
    for (var platform : status.platforms()) {
      var cells = cells(platform, status.at(), ink);
      table.row(cells.subList(0, headings.size()).toArray(Cell[]::new));
    }
    return table.render();
  }

  private static List<Cell> cells(PlatformView platform, Instant now, Ink ink) {
    return List.of(
        cell(platform.id()),
        new Cell(platform.state().label(), colour(platform.state(), ink)),
        cell(pointer(platform.realized())),
        cell(pointer(platform.target())),
        cell(pointer(platform.merged())),
        cell(Ages.of(platform.since(), now)),
        cell(platform.policy()));
  }

  private static void notes(StringBuilder text, PlatformView platform, Ink ink) {
    note(text, platform.id(), platform.summary(), ink);
    var rollout = platform.rollout();
    if (platform.state() == PlatformCondition.FAILING && rollout != null) {
      var error = rollout.lastError();
      indented(text, error == null ? "" : error, ink, ink::trouble);
      var retryAt = rollout.retryAt();
      if (retryAt != null) {
        text.append("  Next attempt at ")
            .append(retryAt.truncatedTo(ChronoUnit.SECONDS))
            .append('\n');
      }
    }
    blocked(text, platform, ink);
    var waiting = platform.waiting();
    if (waiting != null
        && platform.state() != PlatformCondition.PAUSED
        && platform.state() != PlatformCondition.OWN_LOOP
        && !waiting.reason().equals(platform.summary())) {
      indented(text, waiting.reason(), ink, UnaryOperator.identity());
    }
  }

  /** Shown in every state: the platform makes progress only when blocked nodes are fixed. */
  private static void blocked(StringBuilder text, PlatformView platform, Ink ink) {
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
    indented(text, blocked.reason(), ink, ink::trouble);
    indented(text, blocked.advice(), ink, UnaryOperator.identity());
  }

  static void indented(StringBuilder text, String words, Ink ink, UnaryOperator<String> colour) {
    for (var line : Lines.wrapped(Printable.line(words), ink.width() - 2)) {
      text.append("  ").append(colour.apply(line)).append('\n');
    }
  }

  private static void note(StringBuilder text, String who, String what, Ink ink) {
    var name = Printable.line(who);
    var paragraph =
        Lines.paragraph("%s: %s".formatted(name, Printable.line(what)), "  ", ink.width());
    text.append('\n').append(ink.strong(name)).append(paragraph.substring(name.length()));
  }

  static UnaryOperator<String> colour(SourceCondition state, Ink ink) {
    return switch (state) {
      case FAILING, BLOCKED, UNREACHABLE -> ink::trouble;
      case NO_VERSION, REJECTED -> ink::care;
      case DETACHED -> ink::faint;
      case NOT_LOOKED_AT -> ink::busy;
      case FOLLOWING -> ink::good;
    };
  }

  static UnaryOperator<String> colour(PlatformCondition state, Ink ink) {
    return switch (state) {
      case FAILING, BLOCKED -> ink::trouble;
      case PAUSED, WAITING -> ink::care;
      case MOVING, AWAITING_JOBS -> ink::busy;
      case REALIZED -> ink::good;
      case OWN_LOOP -> ink::faint;
    };
  }

  static String pointer(Pointer pointer) {
    return pointer.version() == 0 ? "-" : pointer.version() + " " + shortened(pointer.commit());
  }

  static String shortened(@Nullable String commit) {
    return commit == null ? "-" : commit.substring(0, Math.min(8, commit.length()));
  }
}

package io.trueup.listener.daemon.notification;

import io.trueup.listener.daemon.notification.Digest.StepNews;
import io.trueup.listener.daemon.notification.Digest.VersionNews;
import io.trueup.listener.engine.text.SafeText;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange.ActionRecorded;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;

/** The words of a digest. What others wrote is on one line, and cut where it is long. Pure. */
final class DigestText {

  static final int MOST_LINES = 30;

  private static final int MOST_NAMES = 3;
  private static final int MOST_STEPS = 10;
  private static final int LONGEST_SUBJECT = 120;
  private static final int LONGEST_QUOTE = 200;

  private final Digest digest;
  private final List<String> lines = new ArrayList<>();

  private DigestText(Digest digest) {
    this.digest = digest;
  }

  static Message of(Digest digest) {
    var text = new DigestText(digest);
    text.writeAll();
    return new Message(text.subject(), text.shortened());
  }

  private void writeAll() {
    digest.sources.forEach(this::writeSource);
    var told = new HashSet<SourceId>();
    digest.versions.forEach((source, versions) -> {
      var newest = versions.isEmpty() ? 0 : versions.lastKey();
      versions.forEach((version, news) -> {
        var waits = version.equals(newest) ? waits(source) : List.<String>of();
        if (news.isNews() || !waits.isEmpty()) {
          writeVersion(source, version, news, waits);
        }
      });
      told.add(source);
    });
    writeOtherWaits(told);
    writeSteps();
    digest.actions.forEach((action, times) ->
        lines.add(
            "%s: %s %s%s%s."
                .formatted(
                    quote(action.actor()),
                    quote(action.about()),
                    quote(action.verb()),
                    times > 1 ? " (%d times)".formatted(times) : "",
                    action.reason().isBlank() ? "" : ": " + clause(action.reason()))));
    digest.others.forEach((type, byAbout) ->
        lines.add(
            "%s: %d for %s."
                .formatted(
                    type,
                    byAbout.values().stream().mapToInt(it -> it).sum(),
                    names(byAbout.keySet()))));
  }

  private void writeSource(SourceId source, ActionRecorded action) {
    var what =
        switch (action.verb()) {
          case AuditVerbs.SOURCE_FOLLOWING -> "works again";
          case AuditVerbs.SOURCE_BLOCKED -> "is blocked";
          case AuditVerbs.SOURCE_UNREACHABLE -> "cannot be reached";
          case AuditVerbs.SOURCE_FAILING -> "fails";
          default -> "left the configuration";
        };
    lines.add(
        "Source %s %s%s."
            .formatted(
                source,
                what,
                action.reason().isBlank() || action.verb().equals(AuditVerbs.SOURCE_FOLLOWING)
                    ? ""
                    : ": " + clause(action.reason())));
  }

  private void writeVersion(SourceId source, long version, VersionNews news, List<String> waits) {
    var line = new StringBuilder("Version %d of %s".formatted(version, source));
    var judged = news.judged;
    if (judged != null) {
      var title = "\"%s\" by %s".formatted(quote(judged.title()), quote(judged.author()));
      if (!news.isVerdictNews) {
        line.append(", ").append(title).append(':');
      } else if (judged.isAccepted()) {
        line.append(": accepted, ").append(title).append('.');
      } else {
        line.append(
            ": rejected, %s, with %s. No platform moves."
                .formatted(title, count(judged.errors(), "error")));
      }
    } else {
      line.append(':');
    }
    if (!news.realized.isEmpty()) {
      line.append(
          " %s realized it: %s."
              .formatted(count(news.realized.size(), "platform"), names(news.realized)));
    }
    waits.forEach(it -> line.append(' ').append(it));
    lines.add(line.toString());
  }

  /** A sentence for each gate that keeps platforms of a source waiting. */
  private List<String> waits(SourceId source) {
    var byGate = new TreeMap<String, List<String>>();
    digest.waiting.forEach((platform, gate) -> {
      if (platform.source().equals(source)) {
        byGate.computeIfAbsent(gate.name(), _ -> new ArrayList<>()).add(platform.name());
      }
    });
    return byGate.entrySet().stream()
        .map(it ->
            "%d %s for %s: %s."
                .formatted(
                    it.getValue().size(),
                    it.getValue().size() == 1 ? "waits" : "wait",
                    quote(it.getKey()),
                    names(it.getValue())))
        .toList();
  }

  private void writeOtherWaits(Set<SourceId> told) {
    digest.waiting.keySet().stream()
        .map(PlatformId::source)
        .distinct()
        .filter(it -> !told.contains(it))
        .sorted()
        .forEach(it -> lines.add("Platforms of %s: %s".formatted(it, String.join(" ", waits(it)))));
  }

  private void writeSteps() {
    var before = lines.size();
    digest.steps.forEach((step, news) -> {
      if (lines.size() < before + MOST_STEPS) {
        lines.add(failed(news, digest.besides.getOrDefault(step, Set.of()).size()));
      }
    });
    if (digest.steps.size() > MOST_STEPS) {
      lines.add("%d other steps failed.".formatted(digest.steps.size() - MOST_STEPS));
    }
    digest.recovered.stream()
        .limit(MOST_STEPS)
        .forEach(it ->
            lines.add(
                "%s/%s: the step of %s works again."
                    .formatted(
                        it.platform().source(),
                        quote(it.platform().name()),
                        quote(it.node().value()))));
    if (digest.recovered.size() > MOST_STEPS) {
      lines.add("%d other steps work again.".formatted(digest.recovered.size() - MOST_STEPS));
    }
  }

  private static String failed(StepNews news, int besides) {
    var step = news.last();
    return "%s/%s: %s %s failed%s%s%s: %s."
        .formatted(
            step.platform().source(),
            quote(step.platform().name()),
            step.action().name().toLowerCase(Locale.ROOT),
            quote(step.node().value()),
            news.times() > 1 ? " %d times".formatted(news.times()) : "",
            news.hasLanded() ? " and works again" : "",
            besides == 0 ? "" : ", and so did " + count(besides, "other step"),
            clause(step.error()));
  }

  private static String count(int number, String what) {
    return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }

  private static String names(Collection<String> names) {
    var some = names.stream().limit(MOST_NAMES).map(DigestText::quote).toList();
    return String.join(", ", some)
        + (names.size() > MOST_NAMES ? " and %d more".formatted(names.size() - MOST_NAMES) : "");
  }

  /** What somebody wrote, as a part of a sentence that a period follows. */
  private static String clause(String text) {
    return quote(text.strip()).replaceFirst("\\.+$", "");
  }

  private static String quote(String text) {
    return SafeText.line(cut(text, LONGEST_QUOTE));
  }

  private static String cut(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest)) + "…";
  }

  private String subject() {
    return cut("[Trueup] " + (lines.isEmpty() ? "" : lines.getFirst()), LONGEST_SUBJECT)
        + (lines.size() > 1 ? " (and %d more)".formatted(lines.size() - 1) : "");
  }

  private List<String> shortened() {
    if (lines.size() <= MOST_LINES) {
      return lines;
    }
    var some = new ArrayList<>(lines.subList(0, MOST_LINES));
    some.add("And %d more; 'trueup events' lists all.".formatted(lines.size() - MOST_LINES));
    return some;
  }
}

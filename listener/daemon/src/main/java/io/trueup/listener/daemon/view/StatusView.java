package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.statestore.SourceState.Health;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The state of every source and platform.
 *
 * @param at the time of the state, by the store's clock
 * @param allRealized whether every platform that follows is up to date with the newest accepted
 *     version
 * @param needsEyes whether something blocks progress until a person acts
 * @param headline the summary in one sentence
 * @param warnings what no live daemon serves and what events do not reach, a sentence each
 */
public record StatusView(
    Instant at,
    boolean allRealized,
    boolean needsEyes,
    String headline,
    List<String> warnings,
    List<SourceView> sources,
    List<PlatformView> platforms) {

  private static final List<PlatformCondition> BY_URGENCY =
      Arrays.stream(PlatformCondition.values())
          .sorted(Comparator.comparing(PlatformCondition::needsAttention).reversed())
          .toList();

  public StatusView {
    warnings = List.copyOf(warnings);
    sources = List.copyOf(sources);
    platforms = List.copyOf(platforms);
  }

  /**
   * Summarizes sources and platforms. Those that left the configuration are listed, but the summary
   * does not count them.
   */
  public static StatusView of(Instant at, List<SourceView> sources, List<PlatformView> platforms) {
    var attached = sources.stream().filter(it -> it.state() != SourceCondition.DETACHED).toList();
    var detached =
        sources.stream()
            .filter(it -> it.state() == SourceCondition.DETACHED)
            .map(SourceView::id)
            .collect(Collectors.toSet());
    var counted = platforms.stream().filter(it -> !detached.contains(it.source())).toList();
    var sums = sums(at, attached, counted);
    return new StatusView(
        at, sums.allRealized(), sums.needsEyes(), sums.headline(), List.of(), sources, platforms);
  }

  /** The same status with what nobody serves, which a person must mend. */
  public StatusView withGaps(List<String> gaps) {
    if (gaps.isEmpty()) {
      return this;
    }
    var summary = needsEyes ? headline : first(gaps);
    return new StatusView(at, allRealized, true, summary, warnings, sources, platforms)
        .withWarnings(gaps);
  }

  /** The same status with more warnings, which block nothing. */
  public StatusView withWarnings(List<String> more) {
    var all = Stream.concat(warnings.stream(), more.stream()).toList();
    return new StatusView(at, allRealized, needsEyes, headline, all, sources, platforms);
  }

  private static StatusView sums(
      Instant at, List<SourceView> sources, List<PlatformView> platforms) {
    var following =
        platforms.stream().filter(it -> it.state() != PlatformCondition.OWN_LOOP).toList();
    var looked = sources.stream().allMatch(it -> it.processed() >= it.requested());
    var allRealized = looked && following.stream().allMatch(PlatformView::isRealized);
    var needsEyes =
        sources.stream().anyMatch(it -> it.state().needsAttention())
            || platforms.stream().anyMatch(PlatformView::needsAttention);
    return new StatusView(
        at,
        allRealized,
        needsEyes,
        headline(sources, platforms, following),
        List.of(),
        sources,
        platforms);
  }

  private static String headline(
      List<SourceView> sources, List<PlatformView> platforms, List<PlatformView> following) {
    var stopped =
        sources.stream()
            .filter(it -> it.health() != Health.FOLLOWING)
            .map(StatusView::describe)
            .toList();
    if (!stopped.isEmpty()) {
      return first(stopped);
    }
    var rejected =
        sources.stream()
            .filter(it -> it.state().needsAttention())
            .map(StatusView::describe)
            .toList();
    var isFailing = platforms.stream().anyMatch(it -> it.state() == PlatformCondition.FAILING);
    if (!rejected.isEmpty() && !isFailing) {
      return first(rejected);
    }
    for (var condition : BY_URGENCY) {
      var such = platforms.stream().filter(it -> it.state() == condition).toList();
      if (such.isEmpty() || isFine(condition)) {
        continue;
      }
      return (such.size() == 1
          ? "Platform '%s' is %s".formatted(such.getFirst().id(), condition.label())
          : "%d of %s are %s"
              .formatted(such.size(), Counts.of(platforms.size(), "platform"), condition.label()));
    }
    if (platforms.isEmpty()) {
      return "No version has been accepted yet";
    }
    return following.size() == platforms.size()
        ? "All platforms are up to date"
        : "All platforms that follow the model are up to date";
  }

  private static String first(List<String> messages) {
    return messages.getFirst()
        + (messages.size() == 1 ? "" : ", and " + (messages.size() - 1) + " more");
  }

  private static String describe(SourceView source) {
    return switch (source.state()) {
      case BLOCKED -> "Source '%s' is blocked and needs attention".formatted(source.id());
      case NO_VERSION -> "Source '%s' has no accepted version".formatted(source.id());
      case REJECTED -> "The newest merge of source '%s' is rejected".formatted(source.id());
      case DETACHED, FAILING, UNREACHABLE, NOT_LOOKED_AT, FOLLOWING ->
          "Source '%s' is %s".formatted(source.id(), source.state().label());
    };
  }

  private static boolean isFine(PlatformCondition condition) {
    return condition == PlatformCondition.REALIZED || condition == PlatformCondition.OWN_LOOP;
  }
}

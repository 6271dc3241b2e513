package io.trueup.listener.daemon.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the windows say about platforms, over a stretch of time. Answers {@code GET
 * /api/v1/calendar?weeks=2&platform=P}.
 *
 * @param at by the store's clock
 * @param from the first instant that is told about
 * @param until the first instant after it
 * @param groups of platforms that the same windows concern in the same way, by their first platform
 * @param unconcerned the platforms that no window matches, as {@code source/name}
 */
public record WindowCalendarView(
    Instant at, Instant from, Instant until, List<Group> groups, List<String> unconcerned) {

  public WindowCalendarView {
    groups = List.copyOf(groups);
    unconcerned = List.copyOf(unconcerned);
  }

  /**
   * Platforms that are open at the same times.
   *
   * @param platforms at least one, as {@code source/name}
   * @param windows that concern them, by id
   * @param open when their targets may move by these windows, in order, cut off at {@code from} and
   *     {@code until}
   */
  public record Group(List<String> platforms, List<Concern> windows, List<WindowView.Span> open) {

    public Group {
      platforms = List.copyOf(platforms);
      windows = List.copyOf(windows);
      open = List.copyOf(open);
    }
  }

  /**
   * A window that concerns platforms.
   *
   * @param kind {@code allow} or {@code deny}
   * @param reason may be empty
   * @param problem why it cannot be evaluated, so that it is shut throughout; null when it can
   */
  public record Concern(
      String id,
      String kind,
      String zone,
      WindowCondition state,
      String reason,
      @Nullable String problem) {}
}

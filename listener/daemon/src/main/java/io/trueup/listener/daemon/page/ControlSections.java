package io.trueup.listener.daemon.page;

import io.trueup.listener.daemon.view.GroupPauseView;
import io.trueup.listener.daemon.view.WindowCalendarView;
import io.trueup.listener.daemon.view.WindowCondition;
import io.trueup.listener.daemon.view.WindowView;
import io.trueup.listener.engine.text.Counts;
import io.trueup.listener.engine.text.RelativeTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What operators ordered for several platforms: pauses as banners, windows as a list and a strip.
 */
final class ControlSections {

  private static final int MOST_WINDOWS = 50;

  private ControlSections() {}

  /** A banner for each pause. */
  static Html warnings(List<String> warnings) {
    return Html.all(
        warnings.stream()
            .map(it ->
                Html.of(
                    """
                    <div class="headline care banner"><span class="sign" aria-hidden="true">!</span><div>
                    <p>{}</p>
                    </div></div>
                    """,
                    it))
            .toList());
  }

  static Html banners(List<GroupPauseView> pauses, Instant now) {
    return Html.all(pauses.stream().map(it -> banner(it, now)).toList());
  }

  private static Html banner(GroupPauseView pause, Instant now) {
    var isAll = pause.selector().equals("all");
    var until = pause.until();
    return Html.of(
        """
        <div class="headline care banner"><span class="sign" aria-hidden="true">‖</span><div>
        <h2>{}</h2>
        <p>{} · by {} for {}{} · {} · <code>trueup resume {}</code></p>
        </div></div>
        """,
        isAll
            ? "Everything is paused"
            : Html.of("All platforms of <code>{}</code> are paused", pause.selector()),
        pause.reason(),
        pause.by(),
        StatusPage.duration(pause.since(), now),
        until == null ? Html.NOTHING : Html.of(", ends {}", StatusPage.age(until, now)),
        pause.platforms().isEmpty()
            ? "matches no platform now"
            : Counts.of(pause.platforms().size(), "platform"),
        isAll ? "--all" : "--select " + pause.selector());
  }

  /** The windows, and when platforms are open by them. */
  static Html windows(List<WindowView> windows, WindowCalendarView calendar) {
    if (windows.isEmpty()) {
      return Html.NOTHING;
    }
    var rows = windows.stream().limit(MOST_WINDOWS).map(it -> window(it, calendar.at())).toList();
    var more = windows.size() - rows.size();
    return Html.of(
        """
        <section aria-labelledby="windows"><h2 id="windows">Windows</h2>
        {}
        <ol class="rows windows">{}{}</ol></section>
        """,
        CalendarStrip.draw(calendar),
        Html.all(rows),
        more > 0
            ? Html.of("<li class=\"why\">and {} more: <code>trueup windows list</code></li>", more)
            : Html.NOTHING);
  }

  private static Html window(WindowView window, Instant now) {
    return Html.of(
        "<li>{}<b>{}</b>{}<span>{}{}</span><span class=\"why\">{}{}</span><code"
            + " class=\"faint\">{}</code></li>",
        StatusPage.badge(tone(window), window.kind() + ", " + window.state().label()),
        window.id(),
        window.name().equals(window.id())
            ? Html.NOTHING
            : Html.of("<span class=\"why\">{}</span>", window.name()),
        window.summary(),
        next(window, now),
        window.reason().isEmpty() ? Html.NOTHING : Html.of("{} · ", window.reason()),
        window.owner(),
        window.scope());
  }

  /** How soon the window changes. */
  private static Html next(WindowView window, Instant now) {
    var current = window.current();
    var next = window.next();
    return switch (window.state()) {
      case IN_FORCE -> current == null ? Html.NOTHING : in(current.end(), now);
      case UPCOMING -> next == null ? Html.NOTHING : in(next.start(), now);
      case OVER, SUSPENDED, ENDED, INVALID -> Html.NOTHING;
    };
  }

  private static Html in(Instant when, Instant now) {
    return Html.of(
        ", <time datetime=\"{}\">{}</time>",
        when.truncatedTo(ChronoUnit.SECONDS),
        RelativeTime.of(when, now));
  }

  private static String tone(WindowView window) {
    var isAllow = window.kind().equals("allow");
    return switch (window.state()) {
      case INVALID -> "trouble";
      case IN_FORCE -> isAllow ? "good" : "care";
      case UPCOMING -> "busy";
      case SUSPENDED -> "care";
      case OVER, ENDED -> "quiet";
    };
  }

  /** Whether a person has to look at a window. */
  static boolean needsAttention(List<WindowView> windows) {
    return windows.stream().anyMatch(it -> it.state() == WindowCondition.INVALID);
  }
}

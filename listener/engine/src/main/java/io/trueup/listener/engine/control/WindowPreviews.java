package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.problem.Suggestions;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Previews edits of windows; writes nothing. Safe for any thread; blocks. */
final class WindowPreviews {

  /** A quarter of a year: what operators plan ahead. */
  private static final Duration AHEAD = Duration.ofDays(92);

  /** So that a window of every minute does not fill the answer. */
  private static final int MOST_CHANGES = 200;

  private final StateStore store;
  private final GateRules rules;

  WindowPreviews(StateStore store, GateRules rules) {
    this.store = store;
    this.rules = rules;
  }

  WindowPreview preview(Optional<RolloutWindow> before, Optional<RolloutWindow.Spec> after) {
    var now = store.now();
    var horizon = now.plus(AHEAD);
    var platforms = store.platforms().all();
    var was = store.windows().current();
    var is = edited(was, before, after, now);
    // An edit may take platforms out of the window, so that the stored one counts.
    var id = before.map(RolloutWindow::id).orElse("");
    var stored = was.stream().filter(it -> it.id().equals(id)).findFirst();
    var changes = new ArrayList<WindowPreview.Change>();
    for (var platform : platforms) {
      if (stored.filter(it -> it.spec().scope().matches(platform)).isPresent()
          || after.filter(it -> it.scope().matches(platform)).isPresent()) {
        new Comparison(platform, was, is, horizon).run(now, changes);
      }
    }
    var matched =
        platforms.stream()
            .filter(it -> after.filter(spec -> spec.scope().matches(it)).isPresent())
            .toList();
    return new WindowPreview(
        matched.stream().map(PlatformState::id).toList(),
        changes,
        horizon,
        after.isPresent() && matched.isEmpty() ? unmatched(after.get().scope(), platforms) : null);
  }

  Optional<String> unmatched(Selector scope) {
    var platforms = store.platforms().all();
    return platforms.stream().anyMatch(scope::matches)
        ? Optional.empty()
        : Optional.of(unmatched(scope, platforms));
  }

  private static List<RolloutWindow> edited(
      List<RolloutWindow> was,
      Optional<RolloutWindow> before,
      Optional<RolloutWindow.Spec> after,
      Instant now) {
    var id = before.map(RolloutWindow::id).orElse("");
    var others = was.stream().filter(it -> !it.id().equals(id));
    var edited =
        after.map(spec ->
            new RolloutWindow(
                id,
                spec,
                RolloutWindow.Origin.OPERATOR,
                0,
                now,
                now,
                before.map(RolloutWindow::suspension).orElse(null),
                null));
    return Stream.concat(others, edited.stream()).toList();
  }

  /** Steps through the changes of two sets of windows for one platform. */
  private final class Comparison {

    private final PlatformState platform;
    private final List<RolloutWindow> was;
    private final List<RolloutWindow> is;
    private final Instant horizon;

    Comparison(
        PlatformState platform, List<RolloutWindow> was, List<RolloutWindow> is, Instant horizon) {
      this.platform = platform;
      this.was = was;
      this.is = is;
      this.horizon = horizon;
    }

    void run(Instant now, List<WindowPreview.Change> changes) {
      Instant at = now;
      WindowPreview.@Nullable Change open = null;
      while (at != null && changes.size() < MOST_CHANGES) {
        var before = rules.areWindowsOpen(platform, was, at);
        var after = rules.areWindowsOpen(platform, is, at);
        if (open != null && (before == after || open.shuts() != before)) {
          changes.add(new WindowPreview.Change(platform.id(), open.shuts(), open.from(), at));
          open = null;
        }
        if (before != after && open == null) {
          open = new WindowPreview.Change(platform.id(), before, at, null);
        }
        at = next(at);
      }
      if (open != null) {
        changes.add(open);
      }
    }

    private @Nullable Instant next(Instant at) {
      return Stream.of(was, is)
          .flatMap(it -> rules.nextWindowChange(platform, it, at).stream())
          .min(Instant::compareTo)
          .filter(it -> it.isBefore(horizon))
          .orElse(null);
    }
  }

  private static String unmatched(Selector scope, List<PlatformState> platforms) {
    for (var term : scope.terms()) {
      var known = new TreeSet<String>();
      platforms.forEach(it -> known.addAll(values(term.property(), it)));
      if (!known.contains(term.value())
          && platforms.stream().noneMatch(new Selector(new TreeSet<>(List.of(term)))::matches)) {
        return "The selector '%s' matches no platform: none has the %s '%s'. %s"
            .formatted(
                scope.text(),
                term.property().text(),
                term.value(),
                Suggestions.remedy(term.value(), known, exist(known)));
      }
    }
    return platforms.isEmpty()
        ? "The selector '%s' matches no platform, because there is none yet".formatted(scope.text())
        : "The selector '%s' matches no platform: each of its terms matches some, but none matches all"
            .formatted(scope.text());
  }

  private static String exist(Collection<String> known) {
    return known.isEmpty() ? "There is none" : "There are " + String.join(", ", known);
  }

  private static List<String> values(Selector.Property property, PlatformState platform) {
    var provider = platform.terms().provider();
    return switch (property) {
      case SOURCE -> List.of(platform.id().source().value());
      case PROVIDER -> provider == null ? List.of() : List.of(provider);
      case TYPE -> List.of(platform.type());
      case PLATFORM -> List.of(platform.id().toString());
      case TAG -> List.copyOf(platform.terms().tags());
    };
  }
}

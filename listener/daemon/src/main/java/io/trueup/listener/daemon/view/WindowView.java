package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.control.WindowPreview;
import io.trueup.model.schedule.Occurrence;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window and its current state.
 *
 * @param kind {@code allow} or {@code deny}
 * @param scope the selector of the platforms that it is about
 * @param start the first start, in the wall-clock time of the zone
 * @param length elapsed time, such as {@code 8h}
 * @param rule recurrence rule of RFC 5545; null for a window that is in force once
 * @param except starts that are left out
 * @param reason may be empty
 * @param version for {@code If-Match}; grows with each change
 * @param summary the state in one sentence
 * @param current the occurrence that is now; null when there is none, and while it counts for
 *     nothing
 * @param next the next occurrence that starts; null when there is none
 * @param problem why it cannot be evaluated; null when it can
 * @param platforms how many platforms it matches now
 * @param endedAt null while it may be in force
 */
public record WindowView(
    String id,
    String name,
    String kind,
    String scope,
    String start,
    String length,
    String zone,
    @Nullable String rule,
    List<String> except,
    String owner,
    String reason,
    RolloutWindow.Origin origin,
    long version,
    WindowCondition state,
    String summary,
    @Nullable Span current,
    @Nullable Span next,
    @Nullable Suspension suspension,
    @Nullable String problem,
    int platforms,
    Instant createdAt,
    Instant changedAt,
    @Nullable Instant endedAt) {

  public WindowView {
    except = List.copyOf(except);
  }

  /**
   * A half-open stretch of time.
   *
   * @param end the first instant after it
   */
  public record Span(Instant start, Instant end) {

    /** The view of an occurrence. */
    public static Span of(Occurrence occurrence) {
      return new Span(occurrence.start(), occurrence.end());
    }
  }

  /** A time during which the window counts for nothing; {@code until} is null for no end. */
  public record Suspension(String by, String reason, Instant since, @Nullable Instant until) {}

  /**
   * The answer to a change of a window.
   *
   * @param window as it is then; of a deleted one as it was
   * @param dryRun whether nothing was written
   * @param message what was done, in one sentence
   * @param warnings about what the caller may not have meant
   * @param effects the platforms whose waiting changes by it, and when
   * @param horizon how far ahead was looked
   */
  public record Change(
      WindowView window,
      boolean dryRun,
      String message,
      List<String> warnings,
      List<Effect> effects,
      Instant horizon) {

    public Change {
      warnings = List.copyOf(warnings);
      effects = List.copyOf(effects);
    }

    /** The view of a change and what it changes. */
    public static Change of(
        WindowView window, boolean dryRun, String message, WindowPreview preview) {
      var unmatched = preview.unmatched();
      return new Change(
          window,
          dryRun,
          message,
          unmatched == null ? List.of() : List.of(unmatched),
          preview.changes().stream().map(Effect::of).toList(),
          preview.horizon());
    }
  }

  /**
   * A stretch of time in which a change of a window makes a difference to a platform.
   *
   * @param platform as {@code source/name}
   * @param shuts whether windows keep it waiting after the change and do not before; else they do
   *     before and not after
   * @param until null when it lasts as far as was looked
   */
  public record Effect(String platform, boolean shuts, Instant from, @Nullable Instant until) {

    private static Effect of(WindowPreview.Change change) {
      return new Effect(
          change.platform().toString(), change.shuts(), change.from(), change.until());
    }
  }

  /**
   * Explains a window.
   *
   * @param at by the store's clock
   * @param platforms that it matches now, by name
   * @param occurrences the one that is now and the next ones
   * @param warnings about what its owner may not have meant
   */
  public record Explanation(
      Instant at,
      WindowView window,
      List<Matched> platforms,
      List<Span> occurrences,
      List<String> warnings) {

    public Explanation {
      platforms = List.copyOf(platforms);
      occurrences = List.copyOf(occurrences);
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * A platform that a window matches.
   *
   * @param platform as {@code source/name}
   * @param windows what all windows together say about it; null while no window counts
   */
  public record Matched(
      String platform, PlatformCondition state, PlatformView.@Nullable Windows windows) {}

  /**
   * The result of an import.
   *
   * @param dryRun whether nothing was written
   * @param added those that were added, in the order of the file
   * @param skipped what was not added, and why, one sentence each
   */
  public record Import(boolean dryRun, List<Change> added, List<String> skipped) {

    public Import {
      added = List.copyOf(added);
      skipped = List.copyOf(skipped);
    }
  }
}

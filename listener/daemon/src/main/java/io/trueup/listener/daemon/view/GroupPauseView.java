package io.trueup.listener.daemon.view;

import io.trueup.statestore.control.GroupPause;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pause of all platforms that a selector matches.
 *
 * @param selector {@code all}, or terms such as {@code type=postgres,tag=eu}
 * @param until null when the pause has no end
 * @param platforms that it matches now, as {@code source/name}
 */
public record GroupPauseView(
    String selector,
    String by,
    String reason,
    Instant since,
    @Nullable Instant until,
    List<String> platforms) {

  public GroupPauseView {
    platforms = List.copyOf(platforms);
  }

  /** The view of a pause. */
  public static GroupPauseView of(GroupPause pause, List<String> platforms) {
    return new GroupPauseView(
        pause.scope().text(), pause.by(), pause.reason(), pause.since(), pause.until(), platforms);
  }

  /**
   * The answer to a change of a pause.
   *
   * @param pause as it is then; of an ended one as it was
   * @param dryRun whether nothing was written
   * @param message what was done, in one sentence
   * @param warnings about what the caller may not have meant
   */
  public record Change(
      GroupPauseView pause, boolean dryRun, String message, List<String> warnings) {

    public Change {
      warnings = List.copyOf(warnings);
    }
  }
}

package io.trueup.listener.engine.control;

import io.trueup.statestore.PlatformId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an edit of a window would change.
 *
 * @param matched the platforms that the window matches after the edit, by id
 * @param changes by platform and time, as far as {@link #horizon}
 * @param horizon how far ahead was looked
 * @param unmatched what to say when the selector matches nothing, with what exists; null when it
 *     matches, or when there is no window after the edit
 */
public record WindowPreview(
    List<PlatformId> matched, List<Change> changes, Instant horizon, @Nullable String unmatched) {

  public WindowPreview {
    matched = List.copyOf(matched);
    changes = List.copyOf(changes);
  }

  /**
   * A stretch of time in which the edit makes a difference to a platform.
   *
   * @param shuts whether windows keep it waiting after the edit and do not before; else they do
   *     before and not after
   * @param from the first instant
   * @param until the first instant after it; null when it lasts beyond the horizon
   */
  public record Change(PlatformId platform, boolean shuts, Instant from, @Nullable Instant until) {}
}

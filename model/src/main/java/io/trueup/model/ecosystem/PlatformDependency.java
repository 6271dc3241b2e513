package io.trueup.model.ecosystem;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A platform that must follow before another one does.
 *
 * @param platform its name
 * @param soak for how long it must have been realized and healthy; null for no time
 * @param onFailure what to do while it fails
 */
public record PlatformDependency(String platform, @Nullable Duration soak, OnFailure onFailure) {

  /** A dependency without a soak, which waits while the other one fails. */
  public static PlatformDependency on(String platform) {
    return new PlatformDependency(platform, null, OnFailure.WAIT);
  }

  /** What to do while a dependency fails. */
  public enum OnFailure {
    /** Wait until it succeeds. */
    WAIT,
    /** Go on without it. */
    GO;

    /** The text form in documents. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

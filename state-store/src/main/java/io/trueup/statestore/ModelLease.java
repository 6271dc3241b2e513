package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A lease on a version of a model: while it lives, the version is kept.
 *
 * @param holder the name of the token that took it
 * @param purpose what its holder says it is for
 * @param expiresAt when it expires unless it is prolonged or ended before
 * @param endedAt null while it lives
 * @param endedBy the name of the token that released or ended it; null when it expired or lives
 */
public record ModelLease(
    Id id,
    SourceId source,
    long version,
    String holder,
    String purpose,
    Instant takenAt,
    Instant expiresAt,
    @Nullable Instant endedAt,
    @Nullable String endedBy) {

  /** Whether it keeps its version. */
  public boolean isLive() {
    return endedAt == null;
  }

  /** The name of a lease: 32 hex digits that cannot be guessed. */
  public record Id(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Whether a text has the form of an id. */
    public static boolean isPossible(String text) {
      return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
      return value;
    }
  }

  /**
   * A lease to take.
   *
   * @param length from now
   * @param actor whose token will hold it
   */
  public record Request(
      Id id, SourceId source, long version, String purpose, Duration length, Actor actor) {}
}

package io.trueup.listener.daemon.remote;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a server asks to wait, by the headers {@code Retry-After} and {@code Date}. Pure. */
public final class RetryAfter {

  private static final int MOST_DIGITS = 12;

  private RetryAfter() {}

  /**
   * How long to wait from now; empty when the server does not say, or not understandably.
   *
   * @param retryAfter a number of seconds, or a date
   * @param date of the answer, by the server's clock; null for one that is as ours
   */
  public static Optional<Duration> of(
      @Nullable String retryAfter, @Nullable String date, Instant now) {
    if (retryAfter == null) {
      return Optional.empty();
    }
    var text = retryAfter.strip();
    return seconds(text)
        .map(Duration::ofSeconds)
        .or(() -> date(text).map(at -> until(at, date, now)));
  }

  /** The same, but never longer than a time. */
  public static Optional<Duration> of(
      @Nullable String retryAfter, @Nullable String date, Instant now, Duration longest) {
    return of(retryAfter, date, now).map(it -> it.compareTo(longest) > 0 ? longest : it);
  }

  /** How long it is until a time of the server's clock; nothing when it is past. */
  public static Duration until(Instant at, @Nullable String date, Instant now) {
    var theirs = date == null ? now : date(date).orElse(now);
    var left = Duration.between(theirs, at);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** A whole number that is not negative. */
  public static Optional<Long> seconds(String text) {
    return !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(it -> it >= '0' && it <= '9')
        ? Optional.of(Long.parseLong(text))
        : Optional.empty();
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}

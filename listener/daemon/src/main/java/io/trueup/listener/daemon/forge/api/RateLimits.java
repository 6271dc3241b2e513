package io.trueup.listener.daemon.forge.api;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a forge allows the next call, by its answer: {@code Retry-After}, or a count of remaining
 * calls that is zero with the time at which it is raised again. Pure.
 */
final class RateLimits {

  /** Where a forge says that it limits, and not until when; GitHub asks for a minute. */
  private static final Duration UNSAID = Duration.ofMinutes(1);

  /** A longer wait is not believed. */
  private static final Duration LONGEST = Duration.ofHours(2);

  private static final List<String> REMAINING =
      List.of("X-RateLimit-Remaining", "RateLimit-Remaining");
  private static final List<String> RESET = List.of("X-RateLimit-Reset", "RateLimit-Reset");

  private RateLimits() {}

  /**
   * When the next call is allowed; empty when at once.
   *
   * @param message of an error; empty for none
   */
  static Optional<Instant> until(int status, HttpHeaders headers, String message, Instant now) {
    var named = retryAfter(headers, now).or(() -> reset(headers, now));
    if (status < 400) {
      return remaining(headers) == 0 ? named : Optional.empty();
    }
    var isLimit =
        status == 429
            || (status == 403 && (named.isPresent() || message.contains("rate limit")))
            || (status == 503 && named.isPresent());
    return isLimit ? Optional.of(bounded(named.orElse(now.plus(UNSAID)), now)) : Optional.empty();
  }

  private static Instant bounded(Instant until, Instant now) {
    var latest = now.plus(LONGEST);
    return until.isAfter(latest) ? latest : until;
  }

  private static Optional<Instant> retryAfter(HttpHeaders headers, Instant now) {
    return headers
        .firstValue("Retry-After")
        .flatMap(
            text -> seconds(text).map(now::plusSeconds).or(() -> onOurClock(headers, text, now)));
  }

  /** The reset is a time of the forge's clock, in seconds since 1970. */
  private static Optional<Instant> reset(HttpHeaders headers, Instant now) {
    if (remaining(headers) != 0) {
      return Optional.empty();
    }
    return first(headers, RESET)
        .flatMap(RateLimits::seconds)
        .map(Instant::ofEpochSecond)
        .map(at -> shifted(headers, at, now));
  }

  private static Optional<Instant> onOurClock(HttpHeaders headers, String date, Instant now) {
    return date(date).map(at -> shifted(headers, at, now));
  }

  /** A time of the forge's clock on ours, by the date of the answer. */
  private static Instant shifted(HttpHeaders headers, Instant at, Instant now) {
    var theirs = headers.firstValue("Date").flatMap(RateLimits::date).orElse(now);
    var left = Duration.between(theirs, at);
    return left.isNegative() ? now : now.plus(left);
  }

  /** A date of HTTP. */
  static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static long remaining(HttpHeaders headers) {
    return first(headers, REMAINING).flatMap(RateLimits::seconds).orElse(Long.MAX_VALUE);
  }

  private static Optional<String> first(HttpHeaders headers, List<String> names) {
    return names.stream().flatMap(it -> headers.firstValue(it).stream()).findFirst();
  }

  private static Optional<Long> seconds(String text) {
    return text.matches("[0-9]{1,12}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}

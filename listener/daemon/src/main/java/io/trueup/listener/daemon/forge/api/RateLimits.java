package io.trueup.listener.daemon.forge.api;

import io.trueup.listener.daemon.remote.RetryAfter;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    return RetryAfter.of(headers.firstValue("Retry-After").orElse(null), date(headers), now)
        .map(now::plus);
  }

  /** The reset is a time of the forge's clock, in seconds since 1970. */
  private static Optional<Instant> reset(HttpHeaders headers, Instant now) {
    if (remaining(headers) != 0) {
      return Optional.empty();
    }
    return first(headers, RESET)
        .flatMap(RetryAfter::seconds)
        .map(Instant::ofEpochSecond)
        .map(at -> now.plus(RetryAfter.until(at, date(headers), now)));
  }

  private static @Nullable String date(HttpHeaders headers) {
    return headers.firstValue("Date").orElse(null);
  }

  private static long remaining(HttpHeaders headers) {
    return first(headers, REMAINING).flatMap(RetryAfter::seconds).orElse(Long.MAX_VALUE);
  }

  private static Optional<String> first(HttpHeaders headers, List<String> names) {
    return names.stream().flatMap(it -> headers.firstValue(it).stream()).findFirst();
  }
}

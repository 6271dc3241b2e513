package io.trueup.listener.api;

import io.trueup.listener.config.Durations;
import java.time.DateTimeException;
import java.time.Instant;

/** Reads moments, as people write them. */
final class Moments {

  private Moments() {}

  /**
   * An instant, or a duration from now such as {@code 2h}.
   *
   * @param now by the store's clock
   * @throws ApiException when it is neither, or not after now
   */
  static Instant after(Instant now, String field, String text) {
    var moment = read(now, field, text);
    if (!moment.isAfter(now)) {
      throw ApiException.invalid(
          field, "'%s' is %s, which is not after now, %s".formatted(field, moment, now));
    }
    return moment;
  }

  /**
   * An instant that is over.
   *
   * @param now by the store's clock
   * @throws ApiException when it is no instant, or after now
   */
  static Instant before(Instant now, String field, String text) {
    try {
      var moment = Instant.parse(text);
      if (!moment.isAfter(now)) {
        return moment;
      }
    } catch (DateTimeException _) {
      // Said below, as for what is not over.
    }
    throw ApiException.invalid(
        field,
        "'%s' is an instant such as 2026-01-02T03:04:05Z that is not after now, %s, and not '%s'"
            .formatted(field, now, text));
  }

  private static Instant read(Instant now, String field, String text) {
    try {
      return now.plus(Durations.parse(text));
    } catch (IllegalArgumentException _) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException _) {
        throw ApiException.invalid(
            field,
            "'%s' is an instant such as 2026-01-02T03:04:05Z or a duration such as 30m, 2h or 1d, not '%s'"
                .formatted(field, text));
      }
    }
  }
}

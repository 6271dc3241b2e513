package io.trueup.listener.daemon.api;

import io.trueup.model.schedule.Durations;
import java.time.DateTimeException;
import java.time.Instant;

/** Parses points in time as people write them. */
final class TimeParser {

  private TimeParser() {}

  /**
   * An instant, or a duration from now such as {@code 2h}.
   *
   * @param now by the store's clock
   * @throws ApiException when the text is neither, or the instant is not after now
   */
  static Instant parseFuture(Instant now, String field, String text) {
    var moment = read(now, field, text);
    if (!moment.isAfter(now)) {
      throw ApiException.invalid(
          field, "'%s' must be after now, %s, but is %s".formatted(field, now, moment));
    }
    return moment;
  }

  /**
   * An instant in the past.
   *
   * @param now by the store's clock
   * @throws ApiException when the text is no instant, or the instant is after now
   */
  static Instant parsePast(Instant now, String field, String text) {
    try {
      var moment = Instant.parse(text);
      if (!moment.isAfter(now)) {
        return moment;
      }
    } catch (DateTimeException _) {
      // Reported below, like an instant in the future.
    }
    throw ApiException.invalid(
        field,
        "'%s' must be an instant such as 2026-01-02T03:04:05Z and not after now, %s; it is '%s'"
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
            "'%s' must be an instant such as 2026-01-02T03:04:05Z or a duration such as 30m, 2h or 1d, not '%s'"
                .formatted(field, text));
      }
    }
  }
}

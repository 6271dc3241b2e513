package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.nodetime.NodeTime;
import io.trueup.model.schedule.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What answers jobs, and its time limits.
 *
 * @param currency tells jobs whether they are current
 * @param length how long a run lasts if the job names no length and does not prolong it
 * @param reconcileWithin how long a node-time reconciliation may take
 */
public record JobRuns(
    NodeTime nodeTime, Currency currency, Duration length, Duration reconcileWithin) {

  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * The length of a run.
   *
   * @param text such as {@code 30m}; null for the usual one
   * @throws ApiException when it is none, or too long
   */
  Duration length(@Nullable String text) {
    if (text == null) {
      return length;
    }
    Duration asked;
    try {
      asked = Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("length", String.valueOf(e.getMessage()));
    }
    if (asked.compareTo(LONGEST) > 0) {
      throw ApiException.invalid(
          "length", "'length' must be at most 7d. Prolong a run that takes longer");
    }
    return asked;
  }
}

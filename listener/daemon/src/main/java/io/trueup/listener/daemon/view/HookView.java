package io.trueup.listener.daemon.view;

import io.trueup.listener.engine.text.Counts;
import io.trueup.statestore.Arrivals;
import io.trueup.statestore.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries of a source arrive.
 *
 * @param lastDelivery when the newest that announced something was recorded; null before the first
 * @param unannounced how many times in a row new merges were found without a delivery
 * @param problem why the webhook may be broken; null when nothing says so
 */
public record HookView(@Nullable Instant lastDelivery, long unannounced, @Nullable String problem) {

  /** So many times may be chance: a forge may be slow, or a delivery may be lost. */
  private static final int TOO_OFTEN = 3;

  private static final int USUAL = 3;
  private static final Duration SHORTEST_SILENCE = Duration.ofDays(1);

  /** The view of a source's deliveries at a time. */
  public static HookView of(SourceId source, Arrivals arrivals, Instant now) {
    return new HookView(arrivals.newest(), arrivals.unannounced(), problem(source, arrivals, now));
  }

  /** A source that never got a delivery is one that is polled only. */
  private static @Nullable String problem(SourceId source, Arrivals arrivals, Instant now) {
    var newest = arrivals.newest();
    if (newest == null || arrivals.unannounced() == 0) {
      return null;
    }
    var what =
        arrivals.unannounced() >= TOO_OFTEN
            ? "%s in a row were found by polling, without a delivery"
                .formatted(Counts.of(arrivals.unannounced(), "merge"))
            : isSilent(arrivals, newest, now)
                ? "No delivery has come since %s, which is longer than usual, although %s came"
                    .formatted(
                        newest.truncatedTo(ChronoUnit.SECONDS),
                        Counts.of(arrivals.unannounced(), "merge"))
                : null;
    return what == null
        ? null
        : "%s; the webhook may be broken: see 'trueup sources check %s'".formatted(what, source);
  }

  private static boolean isSilent(Arrivals arrivals, Instant newest, Instant now) {
    var longest = arrivals.longestGap();
    var usual = longest == null ? Duration.ZERO : longest.multipliedBy(USUAL);
    var limit = usual.compareTo(SHORTEST_SILENCE) > 0 ? usual : SHORTEST_SILENCE;
    return Duration.between(newest, now).compareTo(limit) > 0;
  }
}

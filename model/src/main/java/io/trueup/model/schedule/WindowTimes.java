package io.trueup.model.schedule;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a window is in force, as it is written down: in wall-clock time of a zone. It may be
 * invalid; {@link WindowCalendar#of} checks it. The zone stays a text, because a later release of
 * the zone rules may no longer know it.
 *
 * @param start the first start
 * @param length elapsed time from a start to its end, which is not part of the window any more
 * @param zone id of the IANA zone
 * @param rule recurrence rule of RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=FR}; null for a window
 *     that is in force once
 * @param except starts that are left out
 */
public record WindowTimes(
    LocalDateTime start,
    Duration length,
    String zone,
    @Nullable String rule,
    SortedSet<LocalDateTime> except) {

  public WindowTimes {
    except = Collections.unmodifiableSortedSet(new TreeSet<>(except));
  }

  /** Times in force once. */
  public static WindowTimes once(LocalDateTime start, Duration length, String zone) {
    return new WindowTimes(start, length, zone, null, Collections.emptySortedSet());
  }

  /**
   * Times in force once, up to an end. The length is the time that passes between the two, by the
   * zone's rules as they are known now; in a zone that is not known it is the difference of the
   * clock's times, and {@link WindowCalendar#of} refuses the zone.
   *
   * @throws IllegalArgumentException with a sentence for the author, when no time passes
   */
  public static WindowTimes until(LocalDateTime start, LocalDateTime end, String zone) {
    var length =
        ZoneRulesProvider.getAvailableZoneIds().contains(zone)
            ? elapsed(start, end, WallClock.of(zone))
            : Duration.between(start, end);
    if (!length.isPositive()) {
      throw new IllegalArgumentException(
          "No time passes from the start %s to the end %s in %s".formatted(start, end, zone));
    }
    return once(start, length, zone);
  }

  private static Duration elapsed(LocalDateTime start, LocalDateTime end, WallClock clock) {
    return Duration.ofSeconds(
        clock.instant(end.toEpochSecond(ZoneOffset.UTC))
            - clock.instant(start.toEpochSecond(ZoneOffset.UTC)));
  }
}

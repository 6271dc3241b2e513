package io.trueup.model.schedule;

import java.time.Duration;
import java.time.LocalDateTime;
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
}

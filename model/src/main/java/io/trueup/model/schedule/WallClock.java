package io.trueup.model.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import org.jspecify.annotations.Nullable;

/**
 * The wall clock of a zone. Wall-clock times are seconds since 1970-01-01T00:00 on that clock,
 * instants are seconds since the epoch. A time in a gap means the gap's end, one in an overlap the
 * first of both; so a later time never means an earlier instant. Immutable; safe for any thread.
 */
final class WallClock {

  private static final long DAY = 86_400;

  private final ZoneRules rules;

  private WallClock(ZoneRules rules) {
    this.rules = rules;
  }

  /**
   * The clock of a zone.
   *
   * @param zone id of an IANA zone
   * @throws IllegalArgumentException with a sentence for the author, when there is no such zone
   */
  static WallClock of(String zone) {
    if (!ZoneRulesProvider.getAvailableZoneIds().contains(zone)) {
      throw new IllegalArgumentException(ZoneNames.unknown(zone));
    }
    return new WallClock(ZoneRulesProvider.getRules(zone, false));
  }

  /** The instant that a time means. */
  long instant(long local) {
    var time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    var transition = rules.getTransition(time);
    if (transition == null) {
      return local - rules.getOffset(time).getTotalSeconds();
    }
    return transition.isGap()
        ? transition.toEpochSecond()
        : local - transition.getOffsetBefore().getTotalSeconds();
  }

  /** The last time whose instant is not after an instant. */
  long floor(long instant) {
    var offset = rules.getOffset(Instant.ofEpochSecond(instant));
    var local = instant + offset.getTotalSeconds();
    var transition = rules.getTransition(LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC));
    return transition != null
            && transition.isOverlap()
            && offset.equals(transition.getOffsetAfter())
        ? transition.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC) - 1
        : local;
  }

  /** A stretch of days, from one on, in which the clock is not changed; null when there is none. */
  @Nullable Steady steady(long day) {
    var from = Instant.ofEpochSecond((day - 2) * DAY);
    var next = rules.nextTransition(from);
    var offset = rules.getOffset(from).getTotalSeconds();
    if (next == null) {
      return new Steady(Long.MAX_VALUE, offset);
    }
    var last = Math.floorDiv(next.toEpochSecond(), DAY) - 3;
    return last < day ? null : new Steady(last, offset);
  }

  /**
   * Days in which the clock is not changed.
   *
   * @param lastDay of them
   * @param offset of the clock
   */
  record Steady(long lastDay, int offset) {}
}

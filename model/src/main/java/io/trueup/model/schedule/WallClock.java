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

  /** A day of the wall clock is within so many days before and after the same day in UTC. */
  private static final int MARGIN = 2;

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

  /**
   * A stretch of days, from one on, in which the clock is changed once or not at all; null when the
   * clock is changed more often on these days.
   */
  @Nullable Steady steady(long day) {
    var from = Instant.ofEpochSecond((day - MARGIN) * DAY);
    var before = rules.getOffset(from).getTotalSeconds();
    var next = rules.nextTransition(from);
    if (next == null) {
      return new Steady(Long.MAX_VALUE, before, Long.MAX_VALUE, 0, 0, before);
    }
    var second = rules.nextTransition(next.getInstant());
    var last =
        second == null ? Long.MAX_VALUE : Math.floorDiv(second.toEpochSecond(), DAY) - MARGIN;
    return last < day
        ? null
        : new Steady(
            last,
            before,
            next.getDateTimeBefore().toEpochSecond(ZoneOffset.UTC),
            next.getDateTimeAfter().toEpochSecond(ZoneOffset.UTC),
            next.toEpochSecond(),
            next.getOffsetAfter().getTotalSeconds());
  }

  /**
   * Days in which the clock is changed at most once.
   *
   * @param lastDay of them
   * @param before offset before the change
   * @param from what the clock shows before the change
   * @param to what it shows after it
   * @param change the instant of it
   * @param after offset after the change
   */
  record Steady(long lastDay, int before, long from, long to, long change, int after) {

    /** The instant that a time of these days means. */
    long instant(long local) {
      return local < from ? local - before : local < to ? change : local - after;
    }

    /** Whether each time of a day has the offset of its midnight. */
    boolean isSame(long day) {
      var midnight = day * DAY;
      return midnight >= Math.max(from, to) || midnight + DAY <= Math.min(from, to);
    }
  }
}

package io.trueup.model.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Says by stepping through all occurrences whether a window is in force. Shares nothing with the
 * calendars.
 */
final class WindowOracle {

  private final long[] starts;
  private final long[] ends;
  private final TreeSet<Long> boundaries = new TreeSet<>();

  private WindowOracle(long[] starts, long[] ends) {
    this.starts = starts;
    this.ends = ends;
    Arrays.stream(starts).forEach(boundaries::add);
    Arrays.stream(ends).forEach(boundaries::add);
  }

  /** The oracle of a shape, right for some days before and after a day. */
  static WindowOracle of(WindowShape shape, ZoneRules rules, LocalDateTime around) {
    var days = shape.times().length().toDays() + 5;
    var locals =
        shape.between(
            around.toLocalDate().minusDays(days + 22),
            around.toLocalDate().plusDays(days + shape.reach()));
    var starts = locals.stream().mapToLong(it -> instant(it, rules)).toArray();
    var length = shape.times().length().toSeconds();
    return new WindowOracle(starts, Arrays.stream(starts).map(it -> it + length).toArray());
  }

  /** The first instant at which the clock shows a time, or the first after a time that it skips. */
  static long instant(LocalDateTime local, ZoneRules rules) {
    var utc = local.toEpochSecond(ZoneOffset.UTC);
    var first =
        rules.getValidOffsets(local).stream().mapToLong(it -> utc - it.getTotalSeconds()).min();
    if (first.isPresent()) {
      return first.getAsLong();
    }
    // The clock skips the time: step back from a day later to the first second that is later.
    var at = utc + 86_400;
    while (shows(at - 900, rules) > utc) {
      at -= 900;
    }
    while (shows(at - 1, rules) > utc) {
      at--;
    }
    return at;
  }

  private static long shows(long instant, ZoneRules rules) {
    return instant + rules.getOffset(Instant.ofEpochSecond(instant)).getTotalSeconds();
  }

  boolean isInForce(long instant) {
    for (var i = 0; i < starts.length; i++) {
      if (starts[i] <= instant && instant < ends[i]) {
        return true;
      }
    }
    return false;
  }

  /** All starts and ends. */
  NavigableSet<Long> boundaries() {
    return boundaries;
  }

  /** The first boundary after an instant from which on it is in force when it was not, or not. */
  Optional<Instant> nextChange(long instant) {
    var now = isInForce(instant);
    for (var at : boundaries().tailSet(instant, false)) {
      if (isInForce(at) != now) {
        return Optional.of(Instant.ofEpochSecond(at));
      }
    }
    return Optional.empty();
  }

  /** Whether targets may move by several windows. */
  static boolean isOpen(List<WindowOracle> allows, List<WindowOracle> denies, long instant) {
    return denies.stream().noneMatch(it -> it.isInForce(instant))
        && (allows.isEmpty() || allows.stream().anyMatch(it -> it.isInForce(instant)));
  }

  /** The first boundary after an instant from which on it is open when it was not, or not. */
  static Optional<Instant> nextChange(
      List<WindowOracle> allows, List<WindowOracle> denies, long instant) {
    var boundaries = new TreeSet<Long>();
    allows.forEach(it -> boundaries.addAll(it.boundaries()));
    denies.forEach(it -> boundaries.addAll(it.boundaries()));
    var now = isOpen(allows, denies, instant);
    return boundaries.tailSet(instant, false).stream()
        .filter(it -> isOpen(allows, denies, it) != now)
        .map(Instant::ofEpochSecond)
        .findFirst();
  }
}

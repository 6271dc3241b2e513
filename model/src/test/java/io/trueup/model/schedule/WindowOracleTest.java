package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Calendars and a stepping evaluation agree around the changes of the clock from 2020 to 2040. A
 * few of all zones and changes are drawn; {@code -Dtrueup.windows.all=true} takes all of them,
 * {@code -Dtrueup.windows.seed=N} repeats a run, {@code -Dtrueup.windows.changes=N} draws more.
 */
class WindowOracleTest {

  private static final boolean ALL = Boolean.getBoolean("trueup.windows.all");
  private static final int CHANGES = Integer.getInteger("trueup.windows.changes", 20);
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2041-01-01T00:00:00Z");

  private final long seed = Long.getLong("trueup.windows.seed", 1);
  private final Random random = new Random(seed);
  private long probes;

  /** A change of the clock of a zone. */
  private record Change(String zone, ZoneRules rules, ZoneOffsetTransition transition) {

    @Override
    public String toString() {
      return "%s at %s".formatted(zone, transition);
    }
  }

  @Test
  void agreesAroundChangesOfTheClock() {
    var changes = changes().toList();
    var windows = 0L;

    for (var change : changes) {
      var shapes =
          WindowShape.around(
              change.transition.getDateTimeBefore(),
              change.transition.getDateTimeAfter(),
              change.zone);
      var oracles =
          shapes.stream()
              .map(it -> WindowOracle.of(it, change.rules, change.transition.getDateTimeBefore()))
              .toList();
      for (var i = 0; i < shapes.size(); i++) {
        agrees(change, shapes.get(i), oracles.get(i));
        windows++;
      }
      for (var i = 0; i < 5; i++) {
        agreesTogether(change, shapes, oracles);
      }
      agreesOnSchedules(change);
    }

    System.out.printf(
        "%d changes of the clock, %d windows, %d probes, seed %d%n",
        changes.size(), windows, probes, seed);
    assertThat(probes).isGreaterThan(1000);
  }

  private Stream<Change> changes() {
    var zones = new ArrayList<>(new TreeSet<>(ZoneRulesProvider.getAvailableZoneIds()));
    if (ALL) {
      return zones.stream().flatMap(WindowOracleTest::changes);
    }
    return Stream.generate(() -> zones.get(random.nextInt(zones.size())))
        .map(it -> changes(it).toList())
        .filter(it -> !it.isEmpty())
        .map(it -> it.get(random.nextInt(it.size())))
        .limit(CHANGES);
  }

  private static Stream<Change> changes(String zone) {
    var rules = ZoneRulesProvider.getRules(zone, false);
    return Stream.iterate(
            rules.nextTransition(FIRST),
            WindowOracleTest::isInTime,
            it -> rules.nextTransition(it.getInstant()))
        .map(it -> new Change(zone, rules, it));
  }

  @SuppressWarnings("NullAway") // ends after the last change
  private static boolean isInTime(ZoneOffsetTransition transition) {
    return transition != null && transition.getInstant().isBefore(LAST);
  }

  private void agrees(Change change, WindowShape shape, WindowOracle oracle) {
    var calendar = WindowCalendar.of(shape.times());
    for (var instant : probes(change, List.of(oracle))) {
      probes++;
      var at = Instant.ofEpochSecond(instant);
      var inForce = calendar.at(at);
      assertThat(inForce.isPresent())
          .as("%s, %s, at %s, seed %d", change, shape, at, seed)
          .isEqualTo(oracle.isInForce(instant));
      var next = inForce.map(Occurrence::end).or(() -> calendar.after(at).map(Occurrence::start));
      assertThat(next.filter(it -> isInReach(change, shape.reach(), it)))
          .as("next change of %s, %s, after %s, seed %d", change, shape, at, seed)
          .isEqualTo(oracle.nextChange(instant).filter(it -> isInReach(change, shape.reach(), it)));
      inForce
          .map(it -> it.start().getEpochSecond())
          .filter(it -> it > change.transition.toEpochSecond() - 20 * 86_400)
          .ifPresent(it ->
              assertThat(oracle.isInForce(it) && !oracle.isInForce(it - 1))
                  .as("start of %s, %s at %s, seed %d", change, shape, at, seed)
                  .isTrue());
    }
  }

  /** Later starts are missing in the oracle, so that it takes ends for changes. */
  private static boolean isInReach(Change change, int reach, Instant instant) {
    return instant.isBefore(change.transition.getInstant().plus(Duration.ofDays(reach - 2)));
  }

  private void agreesTogether(Change change, List<WindowShape> shapes, List<WindowOracle> oracles) {
    var allows = new ArrayList<WindowOracle>();
    var denies = new ArrayList<WindowOracle>();
    var windows = new ArrayList<CombinedWindows.Entry>();
    var reach = Integer.MAX_VALUE;
    for (var i = random.nextInt(5); i >= 0; i--) {
      var index = random.nextInt(shapes.size());
      var kind = random.nextBoolean() ? WindowKind.ALLOW : WindowKind.DENY;
      (kind == WindowKind.ALLOW ? allows : denies).add(oracles.get(index));
      windows.add(new CombinedWindows.Entry(kind, WindowCalendar.of(shapes.get(index).times())));
      reach = Math.min(reach, shapes.get(index).reach());
    }
    var together = CombinedWindows.of(windows);
    var all = Stream.concat(allows.stream(), denies.stream()).toList();
    for (var instant : probes(change, all)) {
      probes++;
      var at = Instant.ofEpochSecond(instant);
      assertThat(together.isOpen(at))
          .as("%s, %s, at %s, seed %d", change, windows, at, seed)
          .isEqualTo(WindowOracle.isOpen(allows, denies, instant));
      var near = reach;
      assertThat(together.nextChange(at).filter(it -> isInReach(change, near, it)))
          .as("next change of %s, %s, after %s, seed %d", change, windows, at, seed)
          .isEqualTo(
              WindowOracle.nextChange(allows, denies, instant)
                  .filter(it -> isInReach(change, near, it)));
    }
  }

  /** The change and each boundary near it, with the seconds before and after, and some others. */
  private Set<Long> probes(Change change, List<WindowOracle> oracles) {
    var at = change.transition.toEpochSecond();
    var result = new TreeSet<Long>();
    var near = new ArrayList<Long>();
    oracles.forEach(it -> near.addAll(it.boundaries().subSet(at - 2 * 86_400, at + 2 * 86_400)));
    near.add(at);
    near.sort(Comparator.comparingLong(it -> Math.abs(it - at)));
    for (var boundary : near.subList(0, Math.min(near.size(), 12))) {
      result.addAll(List.of(boundary - 1, boundary, boundary + 1));
    }
    for (var i = 0; i < 8; i++) {
      result.add(at + random.nextInt(-36 * 3600, 36 * 3600));
    }
    return result;
  }

  private void agreesOnSchedules(Change change) {
    var before = change.transition.getDateTimeBefore();
    var after = change.transition.getDateTimeAfter();
    var crons =
        List.of(
            "%d %d * * *".formatted(before.getMinute(), before.getHour()),
            "%d %d * * *".formatted(after.getMinute(), after.getHour()),
            "30 * * * *",
            "*/20 1-3 * * *",
            "5 0 %d * *".formatted(after.getDayOfMonth()));
    for (var text : crons) {
      var cron = Cron.parse(text);
      var calendar = CronCalendar.of(new CronSchedule(List.of(cron), change.zone));
      var times = times(cron, before, change.rules);
      for (var i = 0; i < 12 && !times.isEmpty(); i++) {
        probes++;
        var near = times.get(random.nextInt(times.size()));
        var at = i < 9 ? near.plusSeconds(i % 3 - 1) : change.transition.getInstant();
        var last = times.stream().filter(it -> !it.isAfter(at)).reduce((one, two) -> two);
        var next = times.stream().filter(it -> it.isAfter(at)).findFirst();
        var as = "%s in %s at %s, seed %d".formatted(text, change, at, seed);
        if (last.isPresent()) {
          assertThat(calendar.last(Instant.EPOCH, at)).as(as).isEqualTo(last);
          assertThat(calendar.last(last.get(), at)).as(as).isEqualTo(Optional.empty());
        }
        if (next.isPresent()) {
          assertThat(calendar.next(at)).as(as).isEqualTo(next);
        }
      }
    }
  }

  private static List<Instant> times(Cron cron, LocalDateTime around, ZoneRules rules) {
    return CronOracle.times(cron.text(), around.toLocalDate().minusDays(2), 5).stream()
        .map(it -> Instant.ofEpochSecond(WindowOracle.instant(it, rules)))
        .distinct()
        .toList();
  }
}

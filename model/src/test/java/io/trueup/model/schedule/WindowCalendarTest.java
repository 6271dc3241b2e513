package io.trueup.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowCalendarTest {

  private static final String NEW_YORK = "America/New_York";

  private static WindowTimes times(
      String start, String length, String zone, @Nullable String rule, String... except) {
    var left = new TreeSet<LocalDateTime>();
    Stream.of(except).map(LocalDateTime::parse).forEach(left::add);
    return new WindowTimes(LocalDateTime.parse(start), Duration.parse(length), zone, rule, left);
  }

  private static WindowCalendar window(
      String start, String length, String zone, @Nullable String rule, String... except) {
    return WindowCalendar.of(times(start, length, zone, rule, except));
  }

  private static Occurrence occurrence(String start, String end) {
    return new Occurrence(Instant.parse(start), Instant.parse(end));
  }

  @Test
  void opensAtTheEndOfTheGapWhenItsStartIsSkipped() {
    var window = window("2026-01-01T02:00", "PT1H", NEW_YORK, "FREQ=DAILY");

    assertThat(window.after(Instant.parse("2026-03-08T00:00:00Z")))
        .hasValue(occurrence("2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z"));
    assertThat(window.at(Instant.parse("2026-03-08T07:30:00Z"))).isPresent();
  }

  @Test
  void opensOnceWhenItsStartComesTwice() {
    var window = window("2026-01-01T01:00", "PT1H", NEW_YORK, "FREQ=DAILY");

    assertThat(window.after(Instant.parse("2026-11-01T00:00:00Z")))
        .hasValue(occurrence("2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"));
    assertThat(window.at(Instant.parse("2026-11-01T06:30:00Z"))).isEmpty();
    assertThat(window.after(Instant.parse("2026-11-01T05:00:00Z")))
        .hasValue(occurrence("2026-11-02T06:00:00Z", "2026-11-02T07:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-08T02:00:00Z, 2026-03-08T03:00:00Z, 2026-03-08T11:00:00Z",
    "2026-11-01T01:00:00Z, 2026-11-01T02:00:00Z, 2026-11-01T10:00:00Z"
  })
  void lastsEightHoursOverAChangeOfTheClock(String before, String start, String end) {
    var window = window("2026-01-01T22:00", "PT8H", NEW_YORK, "FREQ=DAILY");

    assertThat(window.after(Instant.parse(before))).hasValue(occurrence(start, end));
  }

  @Test
  void holdsItsFirstSecondAndNotItsEnd() {
    var window = window("2026-01-05T22:00", "PT1H", "Europe/Berlin", "FREQ=DAILY");

    assertThat(window.at(Instant.parse("2026-07-01T19:59:59.999Z"))).isEmpty();
    assertThat(window.at(Instant.parse("2026-07-01T20:00:00Z"))).isPresent();
    assertThat(window.at(Instant.parse("2026-07-01T20:59:59.999999999Z"))).isPresent();
    assertThat(window.at(Instant.parse("2026-07-01T21:00:00Z"))).isEmpty();
  }

  @Test
  void makesOneOfOccurrencesThatTouch() {
    var hours = window("2026-01-05T09:00", "PT1H", "UTC", "FREQ=HOURLY;BYHOUR=9,10,11");
    var days = window("2026-01-01T00:00", "PT24H", "Europe/Berlin", "FREQ=DAILY");

    assertThat(hours.after(Instant.parse("2026-02-01T00:00:00Z")))
        .hasValue(occurrence("2026-02-01T09:00:00Z", "2026-02-01T12:00:00Z"));
    assertThat(days.at(Instant.parse("2026-07-01T00:00:00Z")))
        .hasValue(occurrence("2025-12-31T23:00:00Z", "2026-10-25T22:00:00Z"));
    assertThat(days.after(Instant.parse("2026-07-01T00:00:00Z")).map(Occurrence::start))
        .as("the day of 25 hours has an hour outside")
        .hasValue(Instant.parse("2026-10-25T23:00:00Z"));
  }

  @Test
  void neverEndsWhenItsOccurrencesTouchForever() {
    var window = window("2026-01-01T00:00", "PT1M", "UTC", "FREQ=MINUTELY");

    assertThat(window.at(Instant.parse("2050-01-01T00:00:00Z")).map(Occurrence::end))
        .hasValue(Instant.MAX);
    assertThat(window.after(Instant.parse("2050-01-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void leavesOutStarts() {
    var window =
        window(
            "2026-12-21T22:00", "PT8H", "Europe/Berlin", "FREQ=DAILY;COUNT=5", "2026-12-24T22:00");

    assertThat(window.at(Instant.parse("2026-12-24T22:00:00Z"))).isEmpty();
    assertThat(window.after(Instant.parse("2026-12-24T12:00:00Z")).map(Occurrence::start))
        .hasValue(Instant.parse("2026-12-25T21:00:00Z"));
    assertThat(window.after(Instant.parse("2026-12-25T21:00:00Z"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "20260329T003000Z, 2026-03-29T00:30:00Z",
    "20260329T002959Z, 2026-03-28T00:30:00Z",
    "20260329T013000, 2026-03-29T00:30:00Z",
    "20260329T012959, 2026-03-28T00:30:00Z",
    "20260328, 2026-03-28T00:30:00Z"
  })
  void endsByUntil(String until, String last) {
    var window = window("2026-03-20T01:30", "PT1H", "Europe/Berlin", "FREQ=DAILY;UNTIL=" + until);

    var end = Instant.parse(last);

    assertThat(window.at(end).map(Occurrence::start)).hasValue(end);
    assertThat(window.after(end)).isEmpty();
  }

  @Test
  void takesAnUnsynchronizedStartForTheBegin() {
    var window = window("2026-01-01T22:00", "PT1H", "UTC", "FREQ=WEEKLY;BYDAY=FR");

    assertThat(window.first()).isEqualTo(LocalDateTime.parse("2026-01-02T22:00"));
    assertThat(window.starts(2))
        .containsExactly(
            LocalDateTime.parse("2026-01-02T22:00"), LocalDateTime.parse("2026-01-09T22:00"));
  }

  @Test
  void answersTheSameInAnyOrderOfQuestions() {
    var asked = List.of("2026-05-01", "2040-01-01", "2020-01-01", "1970-01-01", "2026-05-02");
    var kept = window("2020-01-01T22:00", "PT8H", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=MO,FR");

    for (var day : asked) {
      var instant = Instant.parse(day + "T21:00:00Z");
      var fresh = window("2020-01-01T22:00", "PT8H", "Europe/Berlin", "FREQ=WEEKLY;BYDAY=MO,FR");
      assertThat(kept.at(instant)).isEqualTo(fresh.at(instant));
      assertThat(kept.after(instant)).isEqualTo(fresh.after(instant));
    }
    assertThat(kept.after(Instant.MIN)).isPresent();
    assertThat(kept.after(Instant.MAX)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "PT1H|Europe/Berln|none|There is no time zone 'Europe/Berln'. Did you mean 'Europe/Berlin'?",
        "PT1H|berlin|none|There is no time zone 'berlin'. Did you mean 'Europe/Berlin'?",
        "PT1H|+02:00|none|There is no time zone '+02:00'. Write one of the IANA database, such as 'Europe/Berlin' or 'UTC'",
        "PT0S|UTC|none|The window lasts 0s; its end must be after its start",
        "PT-1H|UTC|none|The window lasts -1h; its end must be after its start",
        "PT0.5S|UTC|none|The window lasts 0.5s; write whole seconds",
        "PT1H|UTC|FREQ=HOURL|'FREQ=HOURL' is no recurrence rule of RFC 5545, such as 'FREQ=WEEKLY;BYDAY=FR': Unknown FREQ value HOURL",
        "PT1S|UTC|FREQ=SECONDLY|The recurrence rule 'FREQ=SECONDLY' recurs after 1s; at least a minute is between two starts",
        "PT25H|UTC|FREQ=DAILY|The window is longer than its period: it lasts 25h, and 24h after its start on 2026-01-01T00:00 it starts again. Shorten it, or let it recur less often",
        "PT1H|UTC|FREQ=DAILY;COUNT=1000000|The recurrence rule 'FREQ=DAILY;COUNT=1000000' has COUNT=1000000; at most 10000 are counted. Write UNTIL instead",
        "PT1H|UTC|FREQ=YEARLY;INTERVAL=99999|The recurrence rule 'FREQ=YEARLY;INTERVAL=99999' has INTERVAL=99999, so that it recurs after more than a century. INTERVAL is at most 100",
        "PT1H|UTC|FREQ=DAILY;UNTIL=20251231|The recurrence rule 'FREQ=DAILY;UNTIL=20251231' names no time from 2026-01-01T00:00 on, so that the window is never in force",
        "PT1H|UTC|FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30|The recurrence rule 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30' names no time from 2026-01-01T00:00 on, so that the window is never in force"
      })
  void refusesWithASentence(String length, String zone, @Nullable String rule, String sentence) {
    assertThatThrownBy(() -> window("2026-01-01T00:00", length, zone, rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(sentence);
  }

  @Test
  void refusesToLeaveOutWhatIsNoStart() {
    assertThatThrownBy(
            () -> window("2026-01-01T22:00", "PT1H", "UTC", "FREQ=DAILY", "2026-02-01T21:00"))
        .hasMessage("The window leaves out 2026-02-01T21:00, which is none of its starts");
    assertThatThrownBy(() -> window("2026-01-01T22:00", "PT1H", "UTC", null, "2026-01-01T22:00"))
        .hasMessage(
            "The window's only start, 2026-01-01T22:00, is left out, so that it is never in force");
  }

  /** Far from the first start, and with hardly any day: the library alone gives up on these. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FREQ=HOURLY;BYMONTH=12|2026-12-01T00:30:00Z",
        "FREQ=MINUTELY;INTERVAL=30;BYHOUR=22|2026-06-01T22:00:00Z",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29|2028-02-29T00:30:00Z",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO|2044-02-29T00:30:00Z"
      })
  void findsRareDays(String rule, String next) {
    var window = window("2020-01-01T00:30", "PT10M", "UTC", rule);

    assertThat(window.after(Instant.parse("2026-06-01T00:00:00Z")).map(Occurrence::start))
        .hasValue(Instant.parse(next));
  }
}

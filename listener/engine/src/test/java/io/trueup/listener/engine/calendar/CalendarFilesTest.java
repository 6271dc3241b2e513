package io.trueup.listener.engine.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.engine.calendar.CalendarImport.CalendarDefaults;
import io.trueup.listener.engine.calendar.CalendarImport.ImportedWindow;
import io.trueup.listener.engine.calendar.CalendarImport.Result;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarFilesTest {

  private static final Instant NOW = Instant.parse("2026-11-29T00:00:00Z");

  private static RolloutWindow window(String id, WindowKind kind, WindowTimes times) {
    var spec =
        new RolloutWindow.Spec(
            "Freeze; of Jürgen, " + id,
            kind,
            Selector.parse("type=postgres,tag=eu"),
            times,
            "ops@example.org",
            "Quarter end,\n\"Q4\"; ".repeat(8) + ".");
    return new RolloutWindow(id, spec, RolloutWindow.Origin.OPERATOR, 3, NOW, NOW, null, null);
  }

  private static WindowTimes times(
      String start, String length, String zone, @Nullable String rule, String... except) {
    var left = new TreeSet<LocalDateTime>();
    Stream.of(except).map(LocalDateTime::parse).forEach(left::add);
    return new WindowTimes(LocalDateTime.parse(start), Duration.parse(length), zone, rule, left);
  }

  private static CalendarDefaults defaults(@Nullable String zone) {
    return new CalendarDefaults(
        WindowKind.DENY, Selector.EVERYTHING, "ops", "holidays.ics", zone, NOW);
  }

  private static Result read(@Nullable String zone, String... lines) {
    return CalendarImport.read(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + String.join("\r\n", lines) + "\r\nEND:VCALENDAR\r\n",
        defaults(zone));
  }

  private static String event(String... lines) {
    return "BEGIN:VEVENT\r\nSUMMARY:Xmas\r\n" + String.join("\r\n", lines) + "\r\nEND:VEVENT";
  }

  private static WindowTimes only(Result result) {
    assertThat(result).isInstanceOf(Result.Read.class);
    var windows = ((Result.Read) result).windows();
    assertThat(windows).hasSize(1);
    return windows.getFirst().spec().times();
  }

  private static List<String> reasons(Result result) {
    assertThat(result).isInstanceOf(Result.Refused.class);
    return ((Result.Refused) result).reasons();
  }

  @Test
  void readsWhatItWrote() {
    var windows =
        List.of(
            window(
                "nights",
                WindowKind.ALLOW,
                times(
                    "2026-01-05T22:00",
                    "PT8H",
                    "Europe/Berlin",
                    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH;UNTIL=20301231T210000Z",
                    "2026-12-24T22:00")),
            window(
                "freeze-q4",
                WindowKind.DENY,
                times("2026-12-28T00:00", "PT120H0M1S", "America/New_York", null)),
            window(
                "acme/shop/month-end",
                WindowKind.DENY,
                times(
                    "2026-01-30T18:00", "PT48H", "Africa/Casablanca", "FREQ=MONTHLY;BYDAY=-1FR")));

    var file = CalendarExport.text(windows, NOW);

    assertThat(CalendarImport.read(file, defaults(null)))
        .isEqualTo(
            new Result.Read(
                windows.stream().map(it -> new ImportedWindow(it.id(), it.spec())).toList(),
                List.of()));
    assertThat(file.lines())
        .allMatch(it -> it.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 75);
  }

  @Test
  void writesAStartThatTheRuleNamesAndAnEndInUtc() {
    var window =
        window(
            "fridays",
            WindowKind.DENY,
            times(
                "2027-01-01T12:00",
                "PT1H",
                "Europe/Berlin",
                "FREQ=WEEKLY;BYDAY=SA;UNTIL=20270701"));

    assertThat(CalendarExport.text(List.of(window), NOW))
        .contains("UID:fridays@trueup\r\n")
        .contains("DTSTART;TZID=Europe/Berlin:20270102T120000\r\n")
        .contains("RRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20270701T215959Z\r\n")
        .contains("BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n");
  }

  @Test
  void saysWhatItLeavesOut() {
    var window =
        window("gone", WindowKind.DENY, times("2027-01-01T12:00", "PT1H", "Mars/Base", null));

    assertThat(CalendarExport.text(List.of(window), NOW))
        .contains("X-TRUEUP-LEFT-OUT:gone: There is no time zone 'Mars/Base'.")
        .doesNotContain("VEVENT");
  }

  @Test
  void readsHolidays() {
    var day = only(read("Europe/Berlin", event("DTSTART;VALUE=DATE:20261225")));
    var days =
        only(
            read(
                "Europe/Berlin",
                event(
                    "DTSTART;VALUE=DATE:20261224",
                    "DTEND;VALUE=DATE:20261227",
                    "RRULE:FREQ=YEARLY")));

    assertThat(day).isEqualTo(times("2026-12-25T00:00", "PT24H", "Europe/Berlin", null));
    assertThat(days).isEqualTo(times("2026-12-24T00:00", "PT72H", "Europe/Berlin", "FREQ=YEARLY"));
    assertThat(only(read("Europe/Berlin", event("DTSTART;VALUE=DATE:20270328"))))
        .as("the day of 23 hours")
        .isEqualTo(times("2027-03-28T00:00", "PT23H", "Europe/Berlin", null));
  }

  @Test
  void readsTimesInEachForm() {
    assertThat(only(read(null, event("DTSTART:20261224T120000Z", "DURATION:PT90M"))))
        .isEqualTo(times("2026-12-24T12:00", "PT1H30M", "UTC", null));
    assertThat(only(read("Asia/Tokyo", event("DTSTART:20261224T120000", "DTEND:20261224T130000"))))
        .isEqualTo(times("2026-12-24T12:00", "PT1H", "Asia/Tokyo", null));
    assertThat(
            only(
                read(
                    null,
                    event(
                        "DTSTART;TZID=\"Europe/Berlin\":20261224T120000",
                        "DTEND:20261224T120000Z",
                        "RRULE:FREQ=DAILY",
                        "EXDATE:20261226T110000Z,20261230T120000Z"))))
        .isEqualTo(
            times("2026-12-24T12:00", "PT1H", "Europe/Berlin", "FREQ=DAILY", "2026-12-26T12:00"));
  }

  @Test
  void readsAThousandOccurrences() {
    assertThat(
            only(
                read(
                    null,
                    event(
                        "DTSTART:20261224T120000Z",
                        "DURATION:PT1H",
                        "RRULE:FREQ=DAILY;COUNT=1000"))))
        .isEqualTo(times("2026-12-24T12:00", "PT1H", "UTC", "FREQ=DAILY;COUNT=1000"));
  }

  @Test
  void readsChangedAndCancelledOccurrences() {
    var result =
        read(
            null,
            event("UID:1", "DTSTART:20270101T120000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY"),
            event(
                "UID:1",
                "RECURRENCE-ID:20270103T120000Z",
                "DTSTART:20270103T150000Z",
                "DURATION:PT2H"),
            event("UID:1", "RECURRENCE-ID:20270104T120000Z", "STATUS:CANCELLED"),
            event("UID:2", "DTSTART:20270101T120000Z", "STATUS:CANCELLED"),
            event("UID:3", "DTSTART:20200101T120000Z", "DURATION:PT1H"));

    assertThat(result).isInstanceOf(Result.Read.class);
    assertThat(((Result.Read) result).windows().stream().map(it -> it.spec().times()))
        .containsExactly(
            times(
                "2027-01-01T12:00",
                "PT1H",
                "UTC",
                "FREQ=DAILY",
                "2027-01-03T12:00",
                "2027-01-04T12:00"),
            times("2027-01-03T15:00", "PT2H", "UTC", null));
    assertThat(((Result.Read) result).leftOut())
        .containsExactly(
            "Event 3, 'Xmas', is cancelled",
            "Event 4, 'Xmas', is cancelled",
            "Event 5, 'Xmas', is over");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DTSTART:20261224T120000Z|has no end. Write its end (DTEND) or its length (DURATION)",
        "SEQUENCE:1|has no start (DTSTART)",
        "DTSTART;VALUE=DATE:20261224|is on whole days, which have no time zone. Say in which zone it is meant",
        "DTSTART:20261224T120000~DURATION:PT1H|has no time zone. Say in which zone it is meant",
        "DTSTART;TZID=W. Europe Standard Time:20261224T120000~DURATION:PT1H|is in the time zone 'W. Europe Standard Time', which is none of the IANA database, such as 'Europe/Berlin'. Let its program write these names",
        "DTSTART:20261224T120000Z~DTEND:20261224T110000Z|ends before it starts, or at its start",
        "DTSTART:20261224T120000Z~DURATION:-PT1H|has the duration '-PT1H', which is none above zero, such as PT8H",
        "DTSTART:20261224T120000Z~DURATION:PT0S|has a duration of zero",
        "DTSTART:20261324T120000Z~DURATION:PT1H|has '20261324T120000Z' as DTSTART, which is no time of iCalendar, such as 20261224T220000",
        "DTSTART:20261224T120000Z~DTSTART:20261224T120000Z|has DTSTART 2 times, where one is allowed",
        "DTSTART:20261224T120000Z~DURATION:PT1H~RDATE:20261225T120000Z|has dates of its own (RDATE), which Trueup does not read. Write an event for each",
        "DTSTART:20261224T120000Z~DURATION:PT1H~RRULE:FREQ=WEEKLY;BYDAY=MO|starts at 2026-12-24T12:00, which its rule 'FREQ=WEEKLY;BYDAY=MO' does not name; it names 2026-12-28T12:00 first. Let it start there",
        "DTSTART:20261224T120000Z~DURATION:PT1H~RECURRENCE-ID:20261225T120000Z|changes one occurrence of an event that is not in the file. Export that event too",
        "DTSTART:20261224T120000Z~DURATION:PT1H~RECURRENCE-ID;RANGE=THISANDFUTURE:20261225T120000Z|changes an occurrence and all later ones (RANGE), which Trueup does not read. Write two events",
        "DTSTART;TZID=Europe/Berlin:20261224T120000~DURATION:P1D~RRULE:FREQ=DAILY|lasts whole days, and from 2027-03-27T12:00 these are 23 hours instead of 24 as the clock is changed; each occurrence of a window is equally long. Give it an end by time, or write the occurrences at changes of the clock as events of their own",
        "DTSTART:20261224T120000Z~DURATION:PT1H~X-TRUEUP-KIND:maybe|is of the kind 'maybe'; write allow or deny"
      })
  void refusesAnEventWithASentence(String lines, String reason) {
    var result =
        read(
            null,
            event("UID:good", "DTSTART:20270101T120000Z", "DURATION:PT1H"),
            event(lines.split("~", -1)));

    assertThat(reasons(result)).containsExactly("Event 2, 'Xmas', " + reason);
  }

  @Test
  void refusesWhatNoWindowCanBe() {
    assertThat(
            reasons(
                read(
                    null,
                    event("DTSTART:20261224T120000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"))))
        .containsExactly(
            "Event 1, 'Xmas', cannot be a window. The recurrence rule 'FREQ=SECONDLY' recurs after 1s; at least a minute is between two starts");
  }

  @ParameterizedTest
  @CsvSource({"+0100, +0200, false", "+0500, +0600, true"})
  void comparesZonesOfTheFileWithTheDatabase(String winter, String summer, boolean isRefused) {
    var result =
        read(
            null,
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Berlin",
            "BEGIN:STANDARD",
            "DTSTART:16011028T030000",
            "TZOFFSETFROM:" + summer,
            "TZOFFSETTO:" + winter,
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            "DTSTART:16010325T020000",
            "TZOFFSETFROM:" + winter,
            "TZOFFSETTO:" + summer,
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "END:DAYLIGHT",
            "END:VTIMEZONE",
            event(
                "DTSTART;TZID=Europe/Berlin:20261224T120000",
                "DURATION:PT1H",
                "RRULE:FREQ=WEEKLY"));

    if (isRefused) {
      assertThat(reasons(result))
          .containsExactly(
              "Event 1, 'Xmas', is in the time zone 'Europe/Berlin', which the file defines otherwise than the time zone database: at 2026-12-24T12:00 its offset is +05:00 there and +01:00 here. Let its program use the usual zone");
    } else {
      assertThat(only(result).zone()).isEqualTo("Europe/Berlin");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello|The file is no iCalendar file: in line 1, without folds, 'hello' has no value",
        "BEGIN:VCALENDAR|The file ends within VCALENDAR, so that a part of it is missing",
        "BEGIN:VCALENDAR~END:VEVENT|The file is no iCalendar file: in line 2, without folds, VEVENT ends where VCALENDAR is open",
        "BEGIN:VCALENDAR~END:VCALENDAR|The file has no events, so that there is nothing to import",
        "BEGIN:VCALENDAR~METHOD:CANCEL~END:VCALENDAR|The file cancels events (METHOD:CANCEL). End their windows with 'trueup windows end'",
        "BEGIN:A~BEGIN:A~BEGIN:A~BEGIN:A~BEGIN:A|The file is no iCalendar file: it has 5 levels"
      })
  void refusesAFileWithASentence(String lines, String reason) {
    var file = String.join("\n", lines.split("~", -1));

    assertThat(reasons(CalendarImport.read(file, defaults(null)))).containsExactly(reason);
  }

  @Test
  void refusesWhatIsTooLarge() {
    var many = event("DTSTART:20261224T120000Z", "DURATION:PT1H") + "\r\n";

    assertThat(reasons(read(null, many.repeat(1001))))
        .containsExactly("The file has 1001 events; at most 1000 are imported at once. Divide it");
    assertThat(reasons(CalendarImport.read("X".repeat(2_000_000), defaults(null))))
        .containsExactly("The file has 2000000 characters; at most 1048576 are read. Divide it");
  }

  /** Lines that are lost, doubled or cut never throw, and never make half an import. */
  @Test
  void neverFailsOnDamagedFiles() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var windows =
        List.of(
            window(
                "a",
                WindowKind.ALLOW,
                times(
                    "2026-01-05T22:00", "PT8H", "Europe/Berlin", "FREQ=DAILY", "2026-12-24T22:00")),
            window("b", WindowKind.DENY, times("2027-01-01T12:00", "PT1H", "UTC", null)));
    var lines = CalendarExport.text(windows, NOW).lines().toList();
    for (var i = 0; i < 500; i++) {
      var damaged = new StringBuilder();
      for (var line : lines) {
        var times = random.nextInt(40);
        var text = times == 3 ? line.substring(0, random.nextInt(line.length())) : line;
        damaged.append((text + "\r\n").repeat(times == 1 ? 0 : times == 2 ? 2 : 1));
      }
      try {
        if (CalendarImport.read(damaged.toString(), defaults("UTC")) instanceof Result.Refused no) {
          assertThat(no.reasons()).isNotEmpty().allMatch(it -> it.length() > 20);
        }
      } catch (RuntimeException e) {
        throw new AssertionError("Seed %d:%n%s".formatted(seed, damaged), e);
      }
    }
  }
}

package io.trueup.listener.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowCommandsTest extends DaemonFixture {

  private static final String FREEZE =
      "windows add 'Freeze Q1' --deny --select all --start 2026-03-28T22:00 --end 2026-03-29T06:00"
          + " --zone Europe/Berlin --owner finance --reason closing";

  @BeforeEach
  void mergeModel() {
    scene.awaitingJobs();
  }

  @Test
  void addsAWindowAndShowsItWithZoneAndUtc() {
    assertThat(run(FREEZE)).as("%s", err).isZero();
    assertThat(out.toString()).startsWith("Window 'freeze-q1' added\n");

    assertThat(run("windows list")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            ID         KIND  SCOPE  STATE  NEXT CHANGE                                                            OWNER
            freeze-q1  deny  all    open   Sat 2026-03-28 22:00 Europe/Berlin (UTC+01:00) = 2026-03-28T21:00:00Z  finance
            """);
    assertThat(run("windows explain freeze-q1")).isZero();
    assertThat(out.toString())
        .contains(
            "acme/Live",
            """
            Sat 2026-03-28 22:00 Europe/Berlin (UTC+01:00) to Sun 2026-03-29 06:00 Europe/Berlin (UTC+02:00)
              2026-03-28T21:00:00Z to 2026-03-29T04:00:00Z
            """);
    assertThat(run("windows show freeze-q1")).isZero();
    assertThat(out.toString()).contains("length       7h\n").contains("version      1\n");
  }

  @Test
  void addsNothingInADryRun() {
    assertThat(run(FREEZE + " --dry-run")).isZero();
    assertThat(out.toString())
        .contains("acme/Live is shut from Sat 2026-03-28 22:00 Europe/Berlin")
        .endsWith("Dry run, nothing was written\n");
    assertThat(store.windows().current()).isEmpty();
  }

  @Test
  void warnsOfASelectorThatMatchesNothing() {
    assertThat(run(FREEZE.replace("--select all", "--select tag=ue"))).isZero();
    assertThat(out.toString()).contains("Warning: ").contains("tag=ue");
  }

  @Test
  void updatesWhatIsGivenOnly() {
    run(FREEZE);
    var before = store.windows().find("freeze-q1").orElseThrow().spec();

    assertThat(run("windows update freeze-q1 --end 2026-03-29T08:00 --reason longer")).isZero();

    var after = store.windows().find("freeze-q1").orElseThrow().spec();
    assertThat(after.times().length()).hasHours(9);
    assertThat(after.times().zone()).isEqualTo(before.times().zone());
    assertThat(after.times().start()).isEqualTo(before.times().start());
    assertThat(after.scope()).isEqualTo(before.scope());
    assertThat(after.reason()).isEqualTo("closing");
    assertThat(run("windows update freeze-q1 --rule FREQ=MONTHLY --reason often")).isZero();
    assertThat(run("windows update freeze-q1 --no-rule --reason once")).isZero();
    assertThat(store.windows().find("freeze-q1").orElseThrow().spec()).isEqualTo(after);
  }

  @Test
  void refusesAnOutdatedVersion() {
    run(FREEZE);
    run("windows update freeze-q1 --owner ops --reason handover");

    assertThat(run("windows update freeze-q1 --owner sales --if-version 1 --reason mine"))
        .isEqualTo(5);
    assertThat(err.toString()).contains("it has version 2");
    assertThat(run("windows delete freeze-q1 --if-version 2 --reason done")).isZero();
  }

  @Test
  void suspendsResumesEndsAndDeletes() {
    run(FREEZE);

    assertThat(run("windows resume freeze-q1 --reason x")).isEqualTo(5);
    assertThat(run("windows suspend freeze-q1 --until 2h --reason incident --dry-run")).isZero();
    assertThat(store.windows().find("freeze-q1").orElseThrow().suspension()).isNull();
    assertThat(run("windows suspend freeze-q1 --until 2h --reason incident")).isZero();
    assertThat(run("windows list")).isZero();
    assertThat(out.toString()).contains("suspended");
    assertThat(run("windows resume freeze-q1 --reason over")).isZero();
    assertThat(run("windows end freeze-q1 --reason closed")).isZero();
    assertThat(run("windows list")).isZero();
    assertThat(out.toString()).isEqualTo("There are no windows\n");
    assertThat(run("windows list --ended")).isZero();
    assertThat(out.toString()).contains("freeze-q1");
    assertThat(run("windows update freeze-q1 --owner x --reason x")).isEqualTo(5);
    assertThat(run("windows delete freeze-q1 --reason tidy")).isZero();
    assertThat(run("windows show freeze-q1")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "windows add X --select all --length 1h --zone UTC --reason r | 2 | Add --deny or --allow",
        "windows add X --deny --allow --select all --length 1h --zone UTC --reason r | 2 | --allow",
        "windows add X --deny --length 1h --zone UTC --reason r | 2 | Add --select",
        "windows add X --deny --select all --zone UTC --reason r | 2 | Add --end or --length",
        "windows add X --deny --select all --length 1h --reason r | 2 | Add --zone",
        "windows add X --deny --select all --length 1h --end 2026-03-28 --zone UTC --reason r | 2 | --end",
        "windows add X --deny --select all --length 1h --zone Mars/Olympus --reason r | 2 | Mars",
        "windows add X --deny --select who=me --length 1h --zone UTC --reason r | 2 | who=me",
        "windows add X --deny --select all --start 2026-03-28 --end 2026-03-27 --zone UTC --reason r | 2 | after",
        "windows add X --deny --select all --start 2026-03-28 --length 2h --rule FREQ=HOURLY --zone UTC --reason r | 2 | period",
        "windows add X --deny --select all --start 2026-03-28 --length 1s --rule FREQ=SECONDLY --zone UTC --reason r | 2 | at least a minute",
        "windows suspend none --until 2020-01-01T00:00:00Z --reason r | 2 | must be after now",
        "windows resume none --reason r | 3 | There is no window 'none'",
        "windows update none --owner x --reason r | 3 | There is no window 'none'",
        "windows update none --reason r | 2 | nothing to change",
        "windows update none --rule FREQ=DAILY --no-rule --reason r | 2 | --no-rule",
        "windows calendar --weeks 0 | 2 | --weeks",
        "windows calendar --zone Mars | 2 | Mars",
        "windows calendar --platform Nobody | 3 | Nobody",
        "windows import /no/such.ics --deny --select all --owner o --reason r | 7 | does not exist"
      })
  void explainsWhatIsWrong(String line, int code, String message) {
    assertThat(run(line)).as("%s", err).isEqualTo(code);
    assertThat(err.toString()).contains(message);
    assertThat(store.windows().current()).isEmpty();
  }

  @Test
  void drawsTheCalendarOfAPlatform() {
    run(FREEZE);
    clock.advance(java.time.Duration.ofDays(25));

    assertThat(run("windows calendar --platform Live --zone Europe/Berlin --weeks 1")).isZero();

    assertThat(out.toString())
        .contains(
            """
            acme/Live
              deny freeze-q1, in Europe/Berlin: closing
            """,
            "  Sat 2026-03-28 ......................##  2026-03-27T23:00:00Z",
            "  Sun 2026-03-29 ## ###..................  2026-03-28T23:00:00Z");
  }

  @Test
  void exportsAndImportsCalendars(@TempDir Path folder) throws IOException {
    run(FREEZE);

    assertThat(run("windows export")).isZero();
    assertThat(out.toString()).startsWith("BEGIN:VCALENDAR").contains("Freeze Q1");
    var file = Files.writeString(folder.resolve("f.ics"), out.toString());
    var line =
        "windows import '%s' --deny --select type=postgres --zone Europe/Berlin --owner ops"
                .formatted(file)
            + " --reason holidays";
    assertThat(run(line)).as("%s", err).isZero();
    assertThat(out.toString()).contains("Skipped: ", "no windows added, 1 skipped");
    run("windows delete freeze-q1 --reason 'import it again'");
    assertThat(run(line + " --dry-run")).isZero();
    assertThat(store.windows().current()).isEmpty();
    assertThat(run(line)).isZero();
    assertThat(out.toString()).contains("1 window added, 0 skipped");
    assertThat(store.windows().current()).hasSize(1);
  }
}

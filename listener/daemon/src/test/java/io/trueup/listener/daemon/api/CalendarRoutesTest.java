package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarRoutesTest {

  private static final String HOLIDAYS =
      """
      BEGIN:VCALENDAR
      VERSION:2.0
      PRODID:-//a stranger//EN
      BEGIN:VEVENT
      UID:easter@example.org
      DTSTAMP:20260101T000000Z
      SUMMARY:Easter Monday
      DTSTART;VALUE=DATE:20260406
      DTEND;VALUE=DATE:20260407
      END:VEVENT
      BEGIN:VEVENT
      UID:past@example.org
      DTSTAMP:20260101T000000Z
      SUMMARY:New Year
      DTSTART;VALUE=DATE:20260101
      DTEND;VALUE=DATE:20260102
      END:VEVENT
      END:VCALENDAR
      """;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final AtomicInteger commitsLeft = new AtomicInteger(Integer.MAX_VALUE);
  private final InMemoryStateStore store = new InMemoryStateStore(clock, new Failing());
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final String reader = scene.token("reader", Scope.READ);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @BeforeEach
  void merge() {
    scene.firstMerge();
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private Reply importing(String query, String calendar, String zone) throws Exception {
    var body =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "kind", "deny",
                    "scope", "tag=none",
                    "owner", "ops",
                    "reason", "nobody is here",
                    "zone", zone,
                    "calendar", calendar));
    return api.send("POST", "/api/v1/windows/import" + query, operator, body);
  }

  private Reply feed(Map<String, String> headers) {
    return api.exchange("GET", "/api/v1/windows.ics", null, headers);
  }

  private static Map<String, String> basic(String pair) {
    var encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return Map.of("Authorization", "Basic " + encoded);
  }

  @Test
  void importsTheEventsOfACalendarOnce() throws Exception {
    var entries = store.audit().newest(null, 1000).size();
    var dry = importing("?dryRun=true", HOLIDAYS, "Europe/Berlin");
    assertThat(store.windows().current()).isEmpty();
    assertThat(store.audit().newest(null, 1000)).hasSize(entries);

    var first = importing("", HOLIDAYS, "Europe/Berlin");
    var second = importing("", HOLIDAYS, "Europe/Berlin");

    assertThat(dry.status()).as(dry.body()).isEqualTo(200);
    assertThat(dry.json().path("dryRun").asBoolean()).isTrue();
    assertThat(dry.json().path("added")).hasSize(1);
    assertThat(first.json().path("added")).hasSize(1);
    var window = first.json().path("added").path(0).path("window");
    assertThat(window.path("name").asText()).isEqualTo("Easter Monday");
    assertThat(window.path("owner").asText()).isEqualTo("ops");
    assertThat(window.path("next").toString())
        .isEqualTo("{\"start\":\"2026-04-05T22:00:00Z\",\"end\":\"2026-04-06T22:00:00Z\"}");
    assertThat(first.json().path("skipped")).hasSize(1);
    assertThat(first.json().path("added").path(0).path("warnings")).hasSize(1);
    assertThat(second.json().path("added")).isEmpty();
    assertThat(second.json().path("skipped").toString())
        .contains("'Easter Monday' is there already, as window '");
    assertThat(store.windows().current()).hasSize(1);
  }

  @Test
  void addsNothingOfAFileWithAnEventThatCannotBeAWindow() throws Exception {
    var broken = HOLIDAYS.replace("DTEND;VALUE=DATE:20260407\n", "DTEND;VALUE=DATE:20260401\n");

    var reply = importing("", broken, "Europe/Berlin");
    var none = importing("", "not a calendar", "Europe/Berlin");
    var zone = importing("", HOLIDAYS, "Europe/Berlinn");

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isEqualTo("calendar");
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.json().path("field").asText()).isEqualTo("calendar");
    assertThat(zone.json().path("field").asText()).isEqualTo("zone");
    assertThat(store.windows().current()).isEmpty();
  }

  /** A state database that fails after some windows were added. */
  private final class Failing implements FaultPlan {

    @Override
    public void beforeCommit(String method) {
      if (method.startsWith("windows.add") && commitsLeft.getAndDecrement() == 0) {
        throw new StateStoreException("The connection is lost", true, null);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void importsAFileAsAWholeOrNotAtAll(int commits) throws Exception {
    var event =
        HOLIDAYS.substring(HOLIDAYS.indexOf("BEGIN:VEVENT"), HOLIDAYS.indexOf("END:VEVENT"));
    var labour =
        event
            .replace("easter@", "labour@")
            .replace("Easter Monday", "Labour Day")
            .replace("20260406", "20260501")
            .replace("20260407", "20260502");
    var three = labour.replace("labour@", "third@").replace("Labour", "Third");
    var file =
        HOLIDAYS.replace(
            "END:VCALENDAR", labour + "END:VEVENT\n" + three + "END:VEVENT\nEND:VCALENDAR");
    commitsLeft.set(commits);

    var reply = importing("", file, "UTC");

    if (reply.status() == 200) {
      assertThat(reply.json().path("added")).hasSize(3);
      assertThat(store.windows().current()).hasSize(3);
    } else {
      assertThat(reply.status()).as(reply.body()).isEqualTo(503);
      assertThat(store.windows().current()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DTSTART:20260406T120000Z | has no end",
        "DTSTART;TZID=Of the office:20260406T120000~DURATION:PT1H | Of the office",
        "DTSTART:20260406T120000Z~DURATION:PT1S~RRULE:FREQ=SECONDLY | at least a minute",
        "DTSTART:20260406T120000Z~DTEND:20260406T110000Z | end"
      })
  void refusesAnEventThatCannotBeAWindowWithASentence(String times, String message)
      throws Exception {
    var entries = store.audit().newest(null, 1000).size();
    var odd =
        "BEGIN:VEVENT\nUID:odd\nSUMMARY:Odd\n%s\nEND:VEVENT\n".formatted(times.replace("~", "\n"));

    var reply = importing("", HOLIDAYS.replace("END:VCALENDAR", odd + "END:VCALENDAR"), "UTC");

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isEqualTo("calendar");
    assertThat(reply.detail()).contains("'Odd'", message);
    assertThat(store.windows().current()).isEmpty();
    assertThat(store.audit().newest(null, 1000)).hasSize(entries);
  }

  @Test
  void importsAThousandRecurrencesAsOneWindow() throws Exception {
    var daily =
        HOLIDAYS.replace(
            "DTEND;VALUE=DATE:20260407\n",
            "DTEND;VALUE=DATE:20260407\nRRULE:FREQ=DAILY;COUNT=1000\n");

    var reply = importing("", daily, "UTC");

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("added")).hasSize(1);
    assertThat(store.windows().current())
        .singleElement()
        .satisfies(it -> assertThat(it.spec().times().rule()).isEqualTo("FREQ=DAILY;COUNT=1000"));
  }

  @Test
  void takesALargerBodyForAnImportThanForOtherRequests() throws Exception {
    var large = HOLIDAYS.replace("Easter Monday", "E" + "\r\n aster".repeat(20_000));

    assertThat(importing("", large, "UTC").status()).isNotEqualTo(413);
    assertThat(api.send("POST", "/api/v1/windows", operator, "x".repeat(70_000)).status())
        .isEqualTo(413);
  }

  @Test
  void feedsCalendarsThatSendATokenOrAPassword() throws Exception {
    importing("", HOLIDAYS, "Europe/Berlin");

    var bearer = feed(Map.of("Authorization", "Bearer " + reader));
    var password = feed(basic("calendar:" + reader));

    assertThat(bearer.status()).isEqualTo(200);
    assertThat(bearer.header("Content-Type")).isEqualTo("text/calendar; charset=utf-8");
    assertThat(bearer.body())
        .startsWith("BEGIN:VCALENDAR\r\n")
        .contains("SUMMARY:Easter Monday\r\n")
        .endsWith("END:VCALENDAR\r\n");
    assertThat(password.body()).isEqualTo(bearer.body());
    assertThat(api.get("/api/v1/windows.ics?platform=Live", reader).body())
        .doesNotContain("BEGIN:VEVENT");
  }

  @Test
  void asksCalendarsForAPasswordAndOthersForAToken() {
    for (var headers :
        java.util.List.of(
            Map.<String, String>of(),
            basic("calendar:tu_wrong"),
            basic("calendar"),
            Map.of("Authorization", "Basic !"))) {
      var reply = feed(headers);
      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate"))
          .isEqualTo("Basic realm=\"trueup\", charset=\"UTF-8\"");
    }
    var other = api.exchange("GET", "/api/v1/status", null, basic("x:" + reader));
    assertThat(other.status()).isEqualTo(401);
    assertThat(other.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"trueup\"");
  }

  @Test
  void importsWhatItExported() throws Exception {
    importing("", HOLIDAYS, "Europe/Berlin");
    var exported = feed(Map.of("Authorization", "Bearer " + reader)).body();

    var again = importing("", exported, "UTC");
    var id = store.windows().current().getFirst().id();
    api.send("PUT", "/api/v1/windows/" + id + "/end", operator, "{\"reason\":\"x\"}");
    var anew = importing("", exported, "UTC");

    assertThat(again.json().path("added")).isEmpty();
    assertThat(anew.json().path("added")).as(anew.body()).hasSize(1);
    assertThat(store.windows().current().getFirst().spec().owner()).isEqualTo("ops");
  }
}

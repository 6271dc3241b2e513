package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.WindowDeclaration;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowRoutesTest {

  /** A Sunday. */
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final String FREEZE =
      """
      {"name":"Freeze Q1","kind":"deny","scope":"type=postgres","start":"2026-03-28T00:00",
       "end":"2026-04-02T00:00","zone":"Europe/Berlin","reason":"quarter end"}
      """;

  private static final String NIGHTS =
      """
      {"name":"nights","kind":"allow","scope":"platform=Live","start":"2026-01-05T22:00","length":"8h",
       "zone":"Europe/Berlin","rule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH","reason":"calm hours"}
      """;

  private final SettableClock clock = new SettableClock(NOON);
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
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

  private Reply post(String body) {
    return api.send("POST", "/api/v1/windows", operator, body);
  }

  private Reply send(String method, String path, String body) {
    return api.send(method, "/api/v1/windows/" + path, operator, body);
  }

  private Reply send(String method, String path, String body, @Nullable String ifMatch) {
    var headers = new HashMap<>(Map.of("Authorization", "Bearer " + operator));
    if (ifMatch != null) {
      headers.put("If-Match", ifMatch);
    }
    return api.exchange(method, "/api/v1/windows/" + path, body, headers);
  }

  private JsonNode get(String path) {
    return api.get("/api/v1/windows" + path, reader).json();
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }

  private int auditEntries() {
    return store.audit().newest(null, 1000).size();
  }

  @Test
  void addsAWindowAndSaysWhatItChanges() {
    var added = post(FREEZE);
    var window = added.json().path("window");

    assertThat(added.status()).isEqualTo(201);
    assertThat(added.header("ETag")).isEqualTo("\"%d\"".formatted(window.path("version").asInt()));
    assertThat(window.path("id").asText()).isEqualTo("freeze-q1");
    assertThat(window.path("owner").asText()).isEqualTo("operator");
    assertThat(window.path("state").asText()).isEqualTo("UPCOMING");
    assertThat(window.path("platforms").asInt()).isEqualTo(3);
    // Summer time begins within it, so it lasts an hour less than five days.
    assertThat(window.path("length").asText()).isEqualTo("119h");
    assertThat(window.path("next").toString())
        .isEqualTo("{\"start\":\"2026-03-27T23:00:00Z\",\"end\":\"2026-04-01T22:00:00Z\"}");
    assertThat(window.path("summary").asText())
        .isEqualTo("Comes into force at 2026-03-27T23:00:00Z");
    assertThat(added.json().path("message").asText()).isEqualTo("Window 'freeze-q1' added");
    assertThat(texts(added.json().path("effects"), "platform"))
        .containsExactly("acme/Live", "acme/Monthly", "acme/Old");
    assertThat(added.json().path("effects").path(0).toString())
        .isEqualTo(
            "{\"platform\":\"acme/Live\",\"shuts\":true,\"from\":\"2026-03-27T23:00:00Z\",\"until\":\"2026-04-01T22:00:00Z\"}");
    assertThat(get("/freeze-q1")).isEqualTo(window);
    assertThat(get("")).hasSize(1);
    assertThat(store.audit().newest("window:freeze-q1", 9))
        .singleElement()
        .satisfies(it -> {
          assertThat(it.verb()).isEqualTo("window.added");
          assertThat(it.actor().name()).isEqualTo("operator");
          assertThat(it.reason()).isEqualTo("quarter end");
        });
    assertThat(api.pokedPlatforms).contains(StoreScene.LIVE, StoreScene.MONTHLY);
  }

  @Test
  void dryRunsOfEveryChangeWriteNothing() {
    post(FREEZE);
    send("PUT", "freeze-q1/suspend", "{\"reason\":\"x\"}");
    post(NIGHTS);
    var before = get("");
    var entries = auditEntries();
    var dry = "?dryRun=true";

    var added = api.send("POST", "/api/v1/windows" + dry, operator, FREEZE);
    var changed = send("PATCH", "nights" + dry, "{\"length\":\"2h\",\"reason\":\"x\"}");
    var suspended = send("PUT", "nights/suspend" + dry, "{\"reason\":\"x\",\"until\":\"3d\"}");
    var resumed = send("PUT", "freeze-q1/resume" + dry, "{\"reason\":\"x\"}");
    var ended = send("PUT", "nights/end" + dry, "{\"reason\":\"x\"}");
    var deleted = send("DELETE", "nights" + dry, "{\"reason\":\"x\"}");

    for (var reply : List.of(added, changed, suspended, resumed, ended, deleted)) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(200);
      assertThat(reply.json().path("dryRun").asBoolean()).isTrue();
      assertThat(reply.json().path("effects")).isNotEmpty();
    }
    assertThat(added.json().path("window").path("id").asText()).isEmpty();
    assertThat(changed.json().path("window").path("length").asText()).isEqualTo("2h");
    assertThat(suspended.json().path("window").path("state").asText()).isEqualTo("SUSPENDED");
    assertThat(resumed.json().path("window").path("state").asText()).isEqualTo("UPCOMING");
    assertThat(ended.json().path("window").path("state").asText()).isEqualTo("ENDED");
    assertThat(deleted.json().path("message").asText())
        .isEqualTo("Window 'nights' would be deleted");
    assertThat(get("")).isEqualTo(before);
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void previewsASuspensionOnlyWhileItLasts() {
    post(NIGHTS);

    var effects =
        send("PUT", "nights/suspend?dryRun=true", "{\"reason\":\"x\",\"until\":\"36h\"}")
            .json()
            .path("effects");

    // Shut until Monday 21:00 UTC by itself; open without it, until the suspension ends.
    assertThat(effects.toString())
        .isEqualTo(
            "[{\"platform\":\"acme/Live\",\"shuts\":false,\"from\":\"2026-03-01T12:00:00Z\",\"until\":\"2026-03-02T21:00:00Z\"}]");
  }

  @Test
  void changesOnlyWhatIsGiven() {
    post(NIGHTS);

    var changed =
        send("PATCH", "nights", "{\"length\":\"2h\",\"reason\":\"shorter\"}").json().path("window");

    assertThat(changed.path("length").asText()).isEqualTo("2h");
    assertThat(changed.path("zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(changed.path("rule").asText()).isEqualTo("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH");
    assertThat(changed.path("reason").asText()).isEqualTo("calm hours");
    assertThat(changed.path("scope").asText()).isEqualTo("platform=Live");
    assertThat(store.audit().newest("window:nights", 1).getFirst().reason()).isEqualTo("shorter");
  }

  @Test
  void dropsARuleOnlyWhenTheBodySaysSo() {
    post(NIGHTS);

    var kept = send("PATCH", "nights?dryRun=true", "{\"owner\":\"ann\",\"reason\":\"x\"}");
    var dropped =
        send(
            "PATCH",
            "nights",
            "{\"rule\":null,\"start\":\"2026-03-03T22:00\",\"reason\":\"once\"}");

    assertThat(kept.json().path("window").path("rule").asText()).startsWith("FREQ=WEEKLY");
    assertThat(dropped.json().path("window").path("rule").isNull()).isTrue();
    assertThat(dropped.json().path("window").path("next").path("start").asText())
        .isEqualTo("2026-03-03T21:00:00Z");
  }

  @Test
  void changesByPostToo() {
    post(NIGHTS);

    assertThat(
            send("POST", "nights", "{\"owner\":\"ann\",\"reason\":\"x\"}")
                .json()
                .path("window")
                .path("owner")
                .asText())
        .isEqualTo("ann");
  }

  @Test
  void refusesAChangeOfAnOutdatedVersion() {
    var first = post(NIGHTS).header("ETag");
    var second =
        send("PATCH", "nights", "{\"length\":\"2h\",\"reason\":\"x\"}", first).header("ETag");
    var entries = auditEntries();

    for (var reply :
        List.of(
            send("PATCH", "nights", "{\"length\":\"3h\",\"reason\":\"x\"}", first),
            send("PATCH", "nights?dryRun=true", "{\"length\":\"3h\",\"reason\":\"x\"}", first),
            send("PUT", "nights/suspend", "{\"reason\":\"x\"}", first),
            send("PUT", "nights/end", "{\"reason\":\"x\"}", first),
            send("DELETE", "nights", "{\"reason\":\"x\"}", first))) {
      assertThat(reply.status()).as(reply.body()).isEqualTo(412);
      assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:window-outdated");
      assertThat(reply.detail())
          .startsWith("Window 'nights' has changed since you read it: it has version ");
    }
    assertThat(auditEntries()).isEqualTo(entries);
    assertThat(second).isNotEqualTo(first);
    assertThat(send("PUT", "nights/end", "{\"reason\":\"x\"}", second).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "W/\"3\"", "\"x\"", "\"0\"", "\"1\", \"2\""})
  void refusesAnEntityTagThatIsNone(String tag) {
    post(NIGHTS);

    var reply = send("PUT", "nights/end", "{\"reason\":\"x\"}", tag);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isEqualTo("If-Match");
  }

  @Test
  void suspendsResumesEndsAndDeletes() {
    post(FREEZE);
    post(NIGHTS);

    var suspended = send("PUT", "nights/suspend", "{\"reason\":\"release\",\"until\":\"2h\"}");
    var resumed = send("PUT", "nights/resume", "{\"reason\":\"done\"}");
    var again = send("PUT", "nights/resume", "{\"reason\":\"done\"}");
    var ended = send("PUT", "nights/end", "{\"reason\":\"over\"}");
    var endedTwice = send("PUT", "nights/end", "{\"reason\":\"over\"}");
    var changedLate = send("PATCH", "nights", "{\"owner\":\"bob\",\"reason\":\"x\"}");
    var deleted = send("DELETE", "nights", "{\"reason\":\"tidy\"}");
    var gone = send("DELETE", "nights", "{\"reason\":\"tidy\"}");

    assertThat(suspended.json().path("window").path("suspension").toString())
        .isEqualTo(
            "{\"by\":\"operator\",\"reason\":\"release\",\"since\":\"2026-03-01T12:00:00Z\",\"until\":\"2026-03-01T14:00:00Z\"}");
    assertThat(resumed.json().path("window").path("suspension").isNull()).isTrue();
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("type").asText()).isEqualTo("urn:trueup:error:not-suspended");
    assertThat(ended.json().path("window").path("state").asText()).isEqualTo("ENDED");
    assertThat(endedTwice.status()).isEqualTo(409);
    assertThat(endedTwice.detail())
        .isEqualTo(
            "Cannot end window 'nights', because it has ended. Add a new one with 'trueup windows"
                + " add'");
    assertThat(changedLate.json().path("type").asText()).isEqualTo("urn:trueup:error:window-ended");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(gone.status()).isEqualTo(404);
    assertThat(texts(get(""), "id")).containsExactly("freeze-q1");
    assertThat(
            store.audit().newest("window:nights", 9).stream()
                .map(it -> it.verb() + ": " + it.reason()))
        .containsExactly(
            "window.deleted: tidy",
            "window.ended: over",
            "window.resumed: done",
            "window.suspended: release",
            "window.added: calm hours");
  }

  @Test
  void listsEndedWindowsOnRequestAndThoseOfOnePlatform() {
    post(FREEZE);
    post(NIGHTS);
    send("PUT", "freeze-q1/end", "{\"reason\":\"x\"}");

    assertThat(texts(get(""), "id")).containsExactly("nights");
    assertThat(texts(get("?ended=true"), "id")).containsExactly("nights", "freeze-q1");
    assertThat(get("?platform=Monthly")).isEmpty();
    assertThat(texts(get("?platform=Live"), "id")).containsExactly("nights");
    assertThat(api.get("/api/v1/windows?platform=Nobody", reader).status()).isEqualTo(404);
    assertThat(api.get("/api/v1/windows?ended=maybe", reader).status()).isEqualTo(400);
  }

  @Test
  void explainsWhomAWindowMatchesAndWhen() {
    post(NIGHTS);

    var explained = get("/nights/explain");

    assertThat(texts(explained.path("platforms"), "platform")).containsExactly("acme/Live");
    assertThat(explained.path("platforms").path(0).path("windows").toString())
        .isEqualTo("{\"count\":1,\"open\":false,\"changesAt\":\"2026-03-02T21:00:00Z\"}");
    assertThat(explained.path("occurrences")).hasSize(10);
    assertThat(explained.path("occurrences").path(0).toString())
        .isEqualTo("{\"start\":\"2026-03-02T21:00:00Z\",\"end\":\"2026-03-03T05:00:00Z\"}");
    assertThat(explained.path("warnings")).isEmpty();
  }

  @Test
  void warnsAboutASelectorThatMatchesNothing() {
    var reply = post(NIGHTS.replace("platform=Live", "type=postgre"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("warnings").toString())
        .contains("matches no platform")
        .contains("postgres");
    assertThat(get("/nights/explain").path("warnings")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "zone":"Europe/Berlin"           | "zone":"Europe/Berlinn"        | zone   | Did you mean 'Europe/Berlin'?
          "zone":"Europe/Berlin"           | "zone":"+02:00"                | zone   | There is no time zone '+02:00'
          "zone":"Europe/Berlin",          |                                | zone   | 'zone' is required
          "length":"8h"                    | "length":"8"                   | length | '8' is not
          "length":"8h"                    | "length":"-1h"                 | length | '-1h' is not
          "length":"8h"                    | "end":"2026-01-05T21:00"       | end    | 'end' must be after 'start', 2026-01-05T22:00, but is 2026-01-05T21:00
          "length":"8h"                    | "length":"8h","end":"2026-01-06" | end  | Give either 'end' or 'length', not both
          "length":"8h",                   |                                | length | Give 'end', or 'length', such as 8h
          "length":"8h"                    | "length":"8d"                  | rule   |
          FREQ=WEEKLY;BYDAY=MO,TU,WE,TH    | FREQ=SECONDLY                  | rule   |
          FREQ=WEEKLY;BYDAY=MO,TU,WE,TH    | FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | rule |
          FREQ=WEEKLY;BYDAY=MO,TU,WE,TH    | every friday                   | rule   |
          FREQ=WEEKLY;BYDAY=MO,TU,WE,TH    | FREQ=DAILY;UNTIL=20260110T000000 | rule | never be in force from now, 2026-03-01T12:00:00Z, on
          "start":"2026-01-05T22:00"       | "start":"2026-01-05T22:00Z"    | start  | must be a wall-clock time such as 2026-12-28T00:00
          "start":"2026-01-05T22:00"       | "start":"Monday"               | start  | must be a wall-clock time
          "start":"2026-01-05T22:00",      |                                | start  | 'start' is required where there is a 'rule'
          "kind":"allow"                   | "kind":"maybe"                 | kind   | 'kind' must be allow or deny, not 'maybe'
          "scope":"platform=Live"          | "scope":"none"                 | scope  | 'none' is not a selector
          "scope":"platform=Live"          | "scope":"colour=red"           | scope  | is not a selector
          "reason":"calm hours"            | "reason":" "                   | reason | 'reason' is required
          "reason":"calm hours"            | "reason":"x","until":"2h"      | until  | Unknown field 'until'
          "reason":"calm hours"            | "reason":"x","except":["soon"] | except | must be a wall-clock time
          """)
  void refusesAWindowThatIsNone(
      String part, @Nullable String wrong, String field, @Nullable String detail) {
    var entries = auditEntries();

    var reply = post(NIGHTS.replace(part, wrong == null ? "" : wrong));

    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).as(reply.body()).isEqualTo(field);
    assertThat(reply.detail()).isNotBlank().contains(detail == null ? "" : detail);
    assertThat(get("")).isEmpty();
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void refusesAFreezeThatIsOver() {
    var reply =
        post(
            FREEZE
                .replace("2026-03-28T00:00", "2026-02-01")
                .replace("2026-04-02T00:00", "2026-02-02"));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().path("field").asText()).isEqualTo("start");
  }

  @Test
  void freezesFromNowOnWithoutAStart() {
    var window =
        post("{\"name\":\"stop\",\"kind\":\"deny\",\"scope\":\"all\",\"length\":\"90m\",\"zone\":\"UTC\",\"reason\":\"incident\"}")
            .json()
            .path("window");

    assertThat(window.path("state").asText()).isEqualTo("IN_FORCE");
    assertThat(window.path("summary").asText()).isEqualTo("In force until 2026-03-01T13:30:00Z");
    assertThat(window.path("current").path("end").asText()).isEqualTo("2026-03-01T13:30:00Z");
  }

  @Test
  void refusesChangesWithoutEffectOrReason() {
    post(NIGHTS);
    var entries = auditEntries();

    var same = send("PATCH", "nights", "{\"length\":\"8h\",\"reason\":\"x\"}");
    var silent = send("PATCH", "nights", "{\"length\":\"2h\"}");
    var past =
        send("PUT", "nights/suspend", "{\"reason\":\"x\",\"until\":\"2026-01-01T00:00:00Z\"}");
    var bad = send("PATCH", "nights", "{\"zone\":\"Mars/Olympus\",\"reason\":\"x\"}");

    assertThat(same.status()).isEqualTo(409);
    assertThat(same.json().path("type").asText()).isEqualTo("urn:trueup:error:no-effect");
    assertThat(silent.json().path("field").asText()).isEqualTo("reason");
    assertThat(past.json().path("field").asText()).isEqualTo("until");
    assertThat(past.detail()).startsWith("'until' must be after now, 2026-03-01T12:00:00Z");
    assertThat(bad.json().path("field").asText()).isEqualTo("zone");
    assertThat(auditEntries()).isEqualTo(entries);
  }

  @Test
  void suggestsTheIdThatWasMeant() {
    post(NIGHTS);

    var reply = api.get("/api/v1/windows/nighst", reader);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.detail()).isEqualTo("There is no window 'nighst'. Did you mean 'nights'?");
    assertThat(reply.json().path("candidates").toString()).isEqualTo("[\"nights\"]");
  }

  @Test
  void tellsAReaderNothingAboutWhatItsChangeWouldDo() {
    for (var path : List.of("nights", "nobody")) {
      var reply =
          api.send(
              "PATCH", "/api/v1/windows/" + path, reader, "{\"length\":\"x\",\"reason\":\"\"}");
      assertThat(reply.status()).isEqualTo(403);
    }
    assertThat(api.send("POST", "/api/v1/windows", reader, "nonsense").status()).isEqualTo(403);
  }

  @Test
  void showsAWindowThatCannotBeEvaluatedAsInvalid() {
    var times =
        new WindowTimes(
            LocalDateTime.of(2026, 1, 1, 0, 0),
            Duration.ofHours(1),
            "Mars/Olympus",
            null,
            Collections.emptySortedSet());
    store
        .windows()
        .add(
            new RolloutWindow.Spec(
                "mars", WindowKind.ALLOW, Selector.EVERYTHING, times, "ann", "old rules"),
            new Actor("operator", ""));

    var window = get("/mars");
    var metrics = api.get("/metrics", null).body();

    assertThat(window.path("state").asText()).isEqualTo("INVALID");
    assertThat(window.path("problem").asText()).contains("There is no time zone 'Mars/Olympus'");
    assertThat(window.path("summary").asText()).startsWith("Cannot be evaluated, so that");
    assertThat(metrics)
        .contains("trueup_windows_invalid 1.0")
        .contains("trueup_window_open{platform=\"acme/Live\"} 0.0")
        .doesNotContain(
            "trueup_platform_gate_next_change_timestamp_seconds{platform=\"acme/Live\"}");
  }

  @Test
  void measuresWhetherWindowsAreOpenAndWhenThatChanges() {
    post(NIGHTS);

    var metrics = api.get("/metrics", null).body();

    assertThat(metrics)
        .contains("trueup_windows_invalid 0.0")
        .contains("trueup_window_open{platform=\"acme/Live\"} 0.0")
        .contains("trueup_window_open{platform=\"acme/Monthly\"} 1.0")
        .contains(
            "trueup_platform_gate_next_change_timestamp_seconds{platform=\"acme/Live\"} %s"
                .formatted((double) Instant.parse("2026-03-02T21:00:00Z").getEpochSecond()))
        .contains(
            "trueup_window_next_change_timestamp_seconds{platform=\"acme/Live\"} %s"
                .formatted((double) Instant.parse("2026-03-02T21:00:00Z").getEpochSecond()))
        .doesNotContain("trueup_window_next_change_timestamp_seconds{platform=\"acme/Monthly\"}");
  }

  @Test
  void showsTheCalendarOfTheNextWeeks() {
    post(NIGHTS);

    var calendar = api.get("/api/v1/calendar?weeks=1", reader).json();

    assertThat(calendar.path("until").asText()).isEqualTo("2026-03-08T12:00:00Z");
    assertThat(calendar.path("unconcerned").toString())
        .isEqualTo("[\"acme/Monthly\",\"acme/Old\"]");
    assertThat(calendar.path("groups")).hasSize(1);
    assertThat(calendar.path("groups").path(0).path("open")).hasSize(4);
    assertThat(api.get("/api/v1/calendar?weeks=0", reader).status()).isEqualTo(400);
    assertThat(api.get("/api/v1/calendar?weeks=x", reader).status()).isEqualTo(400);
    assertThat(api.get("/api/v1/calendar?platform=Monthly", reader).json().path("groups"))
        .isEmpty();
  }

  /** Their ids have slashes, which paths have encoded. */
  @Test
  void showsSuspendsResumesAndExplainsWindowsOfTheModel() {
    var nights =
        new WindowDeclaration(
            WindowKind.ALLOW,
            WindowTimes.once(
                LocalDateTime.parse("2026-03-03T22:00"), Duration.ofHours(8), "Europe/Berlin"),
            "calm hours");
    var merge = RolloutPolicy.MERGE;
    new StoreScene(
            store,
            new RolloutPolicy(
                merge.on(),
                merge.schedule(),
                new TreeMap<>(Map.of("nights", nights)),
                merge.atClose(),
                merge.versions(),
                merge.guard(),
                merge.drift()))
        .firstMerge();
    var id = "acme%2FLive%2Fnights";

    var shown = get("/" + id);
    var explained = get("/" + id + "/explain");
    var suspended = send("PUT", id + "/suspend", "{\"reason\":\"release\",\"until\":\"2h\"}");
    var resumed = send("PUT", id + "/resume", "{\"reason\":\"done\"}");
    var changed = send("PATCH", id, "{\"length\":\"2h\",\"reason\":\"x\"}");
    var ended = send("PUT", id + "/end", "{\"reason\":\"x\"}");
    var deleted = send("DELETE", id, "{\"reason\":\"x\"}");
    var plain = api.get("/api/v1/windows/acme/Live/nights", reader);

    assertThat(shown.path("id").asText()).as("%s", shown).isEqualTo("acme/Live/nights");
    assertThat(texts(explained.path("platforms"), "platform")).containsExactly("acme/Live");
    assertThat(suspended.status()).as(suspended.body()).isEqualTo(200);
    assertThat(suspended.json().path("window").path("state").asText()).isEqualTo("SUSPENDED");
    assertThat(resumed.status()).as(resumed.body()).isEqualTo(200);
    assertThat(resumed.json().path("window").path("state").asText()).isEqualTo("UPCOMING");
    for (var refused : List.of(changed, ended, deleted)) {
      assertThat(refused.status()).as(refused.body()).isEqualTo(409);
      assertThat(refused.json().path("type").asText())
          .isEqualTo("urn:trueup:error:window-of-model");
    }
    assertThat(plain.status()).isEqualTo(404);
    assertThat(
            store.audit().newest("window:acme/Live/nights", 9).stream()
                .map(it -> it.verb() + " " + it.actor().name()))
        .startsWith("window.resumed operator", "window.suspended operator");
  }
}

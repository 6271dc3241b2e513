package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class EventRoutesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENTS = "/api/v1/events";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = ApiServer.of(store, fixture);
  private final String reader = scene.token("reader", Scope.READ);
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void acceptTwoVersions() {
    fixture.awaitingJobs();
    number();
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
  }

  private void number() {
    while (store.changes().number(1000) > 0) {
      // until each change has its position
    }
  }

  private void act(String reason) {
    store.audit().append(new Actor("ann", ""), AuditVerbs.DELIVERY_REFUSED, "source:acme", reason);
  }

  private static List<String> texts(JsonNode array, String field) {
    var texts = new ArrayList<String>();
    array.forEach(it -> texts.add(it.path(field).asText()));
    return texts;
  }

  @Test
  void anEventIsACloudEvent() {
    var page = api.get(EVENTS + "?type=merge.judged&limit=1", reader).json();

    var event = page.path("events").path(0);
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText())
        .isEqualTo("c0ffee000000-" + event.path("trueupposition").asText());
    assertThat(event.path("source").asText()).isEqualTo("urn:trueup:c0ffee000000");
    assertThat(event.path("type").asText()).isEqualTo("io.trueup.merge.judged.v1");
    assertThat(event.path("subject").asText()).isEqualTo("source:acme");
    assertThat(event.path("dataschema").asText())
        .isEqualTo("urn:trueup:event:io.trueup.merge.judged.v1");
    assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
    assertThat(Instant.parse(event.path("time").asText())).isEqualTo(clock.instant());
    assertThat(event.path("data").path("version").asInt()).isEqualTo(1);
    assertThat(event.path("traceparent").asText()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
  }

  @Test
  void pagesShowEveryEventOnce() {
    var all = texts(api.get(EVENTS + "?limit=1000", reader).json().path("events"), "id");
    var seen = new ArrayList<String>();
    for (var next = 0L; ; ) {
      var page = api.get(EVENTS + "?limit=3&after=" + next, reader).json();
      if (page.path("events").isEmpty()) {
        assertThat(page.path("last").asLong()).isEqualTo(next);
        break;
      }
      seen.addAll(texts(page.path("events"), "id"));
      next = page.path("next").asLong();
    }

    assertThat(seen).isEqualTo(all).hasSizeGreaterThan(5).doesNotHaveDuplicates();
  }

  @Test
  void aFilterGoesOnBehindWhatItLeavesOut() {
    var first = api.get(EVENTS + "?type=target.moved,platform.realized&limit=1", reader).json();
    var rest =
        api.get(
                EVENTS
                    + "?platform=Live&type=io.trueup.target.moved.v1,platform.realized&after="
                    + first.path("next").asLong(),
                reader)
            .json();

    assertThat(texts(first.path("events"), "subject")).containsExactly("acme/Live");
    assertThat(texts(rest.path("events"), "type"))
        .isNotEmpty()
        .allMatch(it -> it.matches("io\\.trueup\\.(target\\.moved|platform\\.realized)\\.v1"));
    assertThat(rest.path("events").path(0).path("trueupposition").asLong())
        .isGreaterThan(first.path("events").path(0).path("trueupposition").asLong());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?type=merge.jugded | 400 | 'merge.jugded' is no type of event. The types are merge.judged,",
        "?after=x | 400 | 'after' must be a whole number, not 'x'",
        "?after=99999 | 400 | 'after' must be a position from 0 to",
        "?after=-1 | 400 | 'after' must be a position from 0 to",
        "?limit=0 | 400 | 'limit' must be a whole number from 1 to 1000, not '0'",
        "?source=globex | 404 | There is no source 'globex'",
        "?platform=Livve | 404 | There is no platform 'Livve'"
      })
  void aWrongQuestionIsAProblem(String query, int status, String detail) {
    var reply = api.get(EVENTS + query, reader);

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.detail()).startsWith(detail);
  }

  @Test
  void eventsNeedAToken() {
    assertThat(api.get(EVENTS, null).status()).isEqualTo(401);
  }

  /** A stream of events, as a client reads it. */
  private final class Listening implements AutoCloseable {
    private final BufferedReader lines;

    Listening(String query, String... headers) throws IOException, InterruptedException {
      var request =
          HttpRequest.newBuilder(URI.create(api.address() + EVENTS + query))
              .header("Accept", "text/event-stream")
              .header("Authorization", "Bearer " + reader)
              .timeout(Duration.ofSeconds(30));
      for (var i = 0; i < headers.length; i += 2) {
        request.header(headers[i], headers[i + 1]);
      }
      var response = http.send(request.build(), BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      next("retry: ");
    }

    /** The rest of the next line that begins so. */
    private String next(String begin) throws IOException {
      for (var line = lines.readLine(); ; line = lines.readLine()) {
        if (Objects.requireNonNull(line, "The stream ended").startsWith(begin)) {
          return line.substring(begin.length());
        }
      }
    }

    String reason() throws IOException {
      return JSON.readTree(next("data: ")).path("data").path("reason").asText();
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  @Test
  void aStreamShowsWhatHappensFromNowOn() throws Exception {
    try (var listening = new Listening("?type=action.recorded")) {
      act("first");
      assertThat(listening.reason()).isEqualTo("first");
      act("second");
      assertThat(listening.reason()).isEqualTo("second");
    }
  }

  @Test
  void aStreamIsResumedWhereItEnded() throws Exception {
    act("first");
    act("second");
    number();
    var last = store.changes().range().last();

    try (var listening = new Listening("?after=" + (last - 2))) {
      assertThat(listening.next("id: ")).isEqualTo(Long.toString(last - 2));
      assertThat(listening.next("id: ")).isEqualTo(Long.toString(last - 1));
      assertThat(listening.next("event: ")).isEqualTo("action.recorded");
      assertThat(listening.reason()).isEqualTo("first");
    }
    try (var listening = new Listening("?after=0", "Last-Event-ID", Long.toString(last - 1))) {
      assertThat(listening.reason()).isEqualTo("second");
    }
  }

  @Test
  void aStreamWithoutAKnownPlaceIsRefused() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(api.address() + EVENTS))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + reader)
            .header("Last-Event-ID", "99999");

    var response = http.send(request.build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("'after' must be a position from 0 to");
  }
}

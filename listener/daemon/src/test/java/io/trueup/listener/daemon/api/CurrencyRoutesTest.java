package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Revocable;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrencyRoutesTest {

  private static final String NODE = "Ingest%2FLive%2FNW_Data";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore memory = new InMemoryStateStore(clock);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean isAway;
  private final InMemoryStateStore store =
      memory.handle(
          new FaultPlan() {
            @Override
            public void beforeCommit(String method) {
              asked.add(method);
              if (isAway) {
                throw new StateStoreException("The database is away", true, null);
              }
            }
          });
  private final StoreScene scene = new StoreScene(memory);
  private final ApiServer api = new ApiServer(store, clock);
  private final String reader = scene.token("reader", Scope.READ);

  @AfterEach
  void closeApi() {
    api.close();
  }

  private Reply ask(String query) {
    return api.get("/api/v1/platforms/acme/Live/nodes/" + NODE + "/currency" + query, reader);
  }

  private void goAway() {
    isAway = true;
    clock.advance(Duration.ofSeconds(2));
    assertThatThrownBy(api.currency::refresh).isInstanceOf(StateStoreException.class);
  }

  @Test
  void tellsThatAJobIsCurrent() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    api.currency.refresh();

    var reply = ask("?fingerprint=" + StoreScene.FIRST);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo(
            "{\"action\":\"CURRENT\",\"platform\":\"acme/Live\",\"node\":\"Ingest/Live/NW_Data\","
                + "\"version\":1,\"fingerprint\":\"00000000000000010000000000000001\",\"reason\":\"Nothing"
                + " changed since the job's last run\",\"changes\":[],"
                + "\"retryAfterSeconds\":null,\"until\":null,\"blockedSince\":null,\"asOf\":\"2026-03-01T12:00:00Z\","
                + "\"stale\":false}");
    assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void tellsToWhatAJobHasToAdapt() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    api.currency.refresh();

    var reply =
        api.get(
            "/api/v1/platforms/Live/nodes/" + NODE + "/currency?fingerprint=" + StoreScene.SECOND,
            reader);

    assertThat(reply.json().path("action").asText()).isEqualTo("RECONCILE");
    assertThat(reply.json().path("version").asLong()).isEqualTo(1);
    assertThat(reply.json().path("fingerprint").asText()).isEqualTo(StoreScene.FIRST.toString());
  }

  @Test
  void tellsToWaitAndForHowLong() {
    scene.firstMerge();
    scene.moveToFirst();
    api.currency.refresh();

    var reply = ask("");

    assertThat(reply.json().path("action").asText()).isEqualTo("WAIT");
    assertThat(reply.header("Retry-After")).isEqualTo("2");
    assertThat(reply.json().path("retryAfterSeconds").asLong()).isEqualTo(2);
  }

  @Test
  void asksTheStoreForNothingWhileMemorySuffices() {
    scene.firstMerge();
    scene.moveToFirst();
    api.currency.refresh();
    ask("");
    asked.clear();

    assertThat(ask("").status()).isEqualTo(200);
    assertThat(asked).isEmpty();
  }

  @Test
  void answersWhileTheDatabaseIsAwayAndSaysSo() {
    scene.firstMerge();
    scene.moveToFirst();
    api.currency.refresh();
    ask("");
    goAway();

    var reply = ask("");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("stale").asBoolean()).isTrue();
    assertThat(reply.json().path("asOf").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(api.get("/api/v1/status", reader).status()).isEqualTo(503);
    assertThat(api.get("/api/v1/platforms/acme/Live/nodes/N/currency", reader).status())
        .isEqualTo(503);
    clock.advance(Duration.ofMinutes(15));
    assertThat(ask("").status()).isEqualTo(503);
  }

  @Test
  void answersNoStrangerWhileTheDatabaseIsAway() {
    scene.firstMerge();
    scene.moveToFirst();
    api.currency.refresh();
    goAway();

    assertThat(ask("").status()).isEqualTo(503);
  }

  @Test
  void refusesATokenAgainOnceTheDatabaseIsBack() {
    scene.firstMerge();
    scene.moveToFirst();
    api.currency.refresh();
    ask("");
    memory.tokens().revoke("reader", Revocable.ANY, Actor.DAEMON);
    goAway();
    assertThat(ask("").status()).isEqualTo(200);
    isAway = false;
    api.currency.refresh();

    assertThat(ask("").status()).isEqualTo(401);
  }

  @Test
  void showsHowOldItsAnswersAre() {
    assertThat(age()).isEqualTo("NaN");
    api.currency.refresh();
    goAway();
    clock.advance(Duration.ofSeconds(5));

    assertThat(age()).isEqualTo("7.0");
  }

  private String age() {
    return api.get("/metrics", null)
        .body()
        .lines()
        .filter(it -> it.startsWith("trueup_currency_age_seconds "))
        .map(it -> it.substring(it.indexOf(' ') + 1))
        .collect(Collectors.joining());
  }

  @Test
  void isNotReadyBeforeTheFirstReading() {
    scene.firstMerge();

    var reply = ask("");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json().path("type").asText()).endsWith("not-ready");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          acme/Live/nodes/Ingest%2FLive%2FNone/currency | 404 | unknown-node
          acme/Live/nodes/%20/currency | 400 | invalid-field
          other/Live/nodes/Ingest%2FLive%2FNW_Data/currency | 404 | unknown-platform
          acme/Dead/nodes/Ingest%2FLive%2FNW_Data/currency | 404 | unknown-platform
          Dead/nodes/Ingest%2FLive%2FNW_Data/currency | 404 | unknown-platform
          acme/Live/nodes/Ingest%2FLive%2FNW_Data/currency?fingerprint=abc | 400 | invalid-field
          acme/Live/nodes/Ingest%2FLive%2FNW_Data/currency?run=abc | 400 | invalid-field
          acme/Live/nodes/Ingest%2FLive%2FNW_Data/currency?version=1 | 400 | invalid-field
          acme/Live/nodes/Ingest%2FLive%2FNW_Data/currency?run=a&run=b | 400 | invalid-field
          acme/Live/nodes/Ingest/Live/currency | 404 | unknown-path
          """)
  void refusesWhatItCannotAnswer(String path, int status, String kind) {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
    api.currency.refresh();
    ask("");

    var reply = api.get("/api/v1/platforms/" + path, reader);

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.json().path("type").asText()).endsWith(kind);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }
}

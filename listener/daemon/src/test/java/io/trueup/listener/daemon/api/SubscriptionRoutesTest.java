package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trueup.listener.engine.testing.SchemaFixture;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionRoutesTest {

  private static final String PATH = "/api/v1/subscriptions";
  private static final String REASON = "{\"reason\": \"because\"}";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final SchemaFixture fixture = new SchemaFixture(store);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = ApiServer.of(store, fixture);
  private final String reader = scene.token("reader", Scope.READ);
  private final String operator = scene.token("operator", Scope.OPERATE);
  private final HttpServer webhook;
  private volatile int status = 204;

  SubscriptionRoutesTest() throws IOException {
    webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    webhook.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    webhook.start();
  }

  @AfterEach
  void close() {
    api.close();
    webhook.stop(0);
  }

  private String wanted(String name, String more) {
    return "{\"name\": \"%s\", \"url\": \"http://127.0.0.1:%d/x\"%s}"
        .formatted(name, webhook.getAddress().getPort(), more);
  }

  private ApiServer.Reply post(String path, String body) {
    return api.send("POST", PATH + path, operator, body);
  }

  @Test
  void aSubscriptionIsAddedListedChangedAndRemoved() {
    fixture.awaitingJobs();
    var added = post("", wanted("lake", ", \"types\": [\"merge.judged\"], \"platform\": \"Live\""));
    assertThat(added.status()).as(added.body()).isEqualTo(201);
    assertThat(added.json().path("secret").asText()).startsWith("whsec_");
    var view = added.json().path("subscription");
    assertThat(view.path("state").asText()).isEqualTo("active");
    assertThat(view.path("types").path(0).asText()).isEqualTo("merge.judged");
    assertThat(view.path("source").asText()).isEqualTo("acme");
    assertThat(view.path("platform").asText()).isEqualTo("Live");
    assertThat(view.path("format").asText()).isEqualTo("cloudevents");

    var listed = api.get(PATH, reader);
    assertThat(listed.json()).hasSize(1);
    assertThat(listed.body()).doesNotContain(added.json().path("secret").asText());
    assertThat(post("", wanted("lake", "")).status()).isEqualTo(409);

    assertThat(post("/lake/suspend", REASON).json().path("state").asText()).isEqualTo("suspended");
    assertThat(post("/lake/resume", REASON).json().path("state").asText()).isEqualTo("active");
    assertThat(post("/lake/rotate", REASON).json().path("secret").asText())
        .startsWith("whsec_")
        .isNotEqualTo(added.json().path("secret").asText());
    assertThat(post("/lake/suspend", "{}").status()).isEqualTo(400);
    assertThat(api.send("DELETE", PATH + "/lake", operator, null).status()).isEqualTo(204);
    assertThat(api.send("DELETE", PATH + "/lake", operator, null).status()).isEqualTo(404);
    assertThat(api.get(PATH, reader).json()).isEmpty();
  }

  @Test
  void aTestSaysWhatTheWebhookAnswers() {
    post("", wanted("lake", ""));

    assertThat(post("/lake/test", "").json().path("taken").asBoolean()).isTrue();
    status = 403;
    var refused = post("/lake/test", "").json();
    assertThat(refused.path("taken").asBoolean()).isFalse();
    assertThat(refused.path("problem").asText()).isEqualTo("It answers 403");
    assertThat(api.get(PATH + "/lake/dead-events", reader).json()).isEmpty();
    assertThat(post("/lake/dead-events/7/redeliver", "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"name\": \"Lake\", \"url\": \"https://a.example/\"} | 400 | A subscription's name"
            + " consists of",
        "{\"name\": \"lake\", \"url\": \"http://a.example/\"} | 400 | Cannot send events to"
            + " 'http://a.example/': it must begin with https://",
        "{\"name\": \"lake\", \"url\": \"https://a.example/\", \"types\": [\"x\"]} | 400 | 'x' is"
            + " no type of event",
        "{\"name\": \"lake\", \"url\": \"https://a.example/\", \"format\": \"x\"} | 400 | 'x' is no"
            + " form of events. It is cloudevents or cdevents",
        "{\"name\": \"lake\", \"url\": \"https://a.example/\", \"format\": \"cdevents\", \"types\":"
            + " [\"step.landed\"]} | 400 | CDEvents have no event for 'step.landed', only for"
            + " merge.judged and platform.realized",
        "{\"name\": \"lake\", \"url\": \"https://a.example/\", \"source\": \"globex\"} | 404 |"
            + " There is no source 'globex'",
        "{\"name\": \"lake\", \"url\": \"https://a.example/\", \"platform\": \"Nowhere\"} | 404 |"
            + " There is no platform 'Nowhere'",
        "{\"name\": \"lake\"} | 400 | 'url' is required",
        "{\"name\": \"lake\", \"adress\": 1} | 400 | Unknown field 'adress'"
      })
  void whatCannotBeAddedIsExplained(String body, int code, String detail) {
    var reply = post("", body);

    assertThat(reply.status()).as(reply.body()).isEqualTo(code);
    assertThat(reply.detail()).startsWith(detail);
    assertThat(store.subscriptions().all()).isEmpty();
  }

  @Test
  void onlyOperatorsChangeSubscriptions() {
    assertThat(api.send("POST", PATH, reader, wanted("lake", "")).status()).isEqualTo(403);
    assertThat(api.get(PATH, null).status()).isEqualTo(401);
  }
}

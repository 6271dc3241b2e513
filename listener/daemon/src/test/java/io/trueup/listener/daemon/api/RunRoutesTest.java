package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.api.ApiServer.Reply;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of one node and of several, over HTTP. */
class RunRoutesTest {

  private static final String ID = "ab".repeat(16);
  private static final String ONE = "{\"node\":\"%s\"}".formatted(StoreScene.INGEST);
  private static final String UNKNOWN = "{\"node\":\"Ingest/Live/None\"}";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemoryStateStore store = new InMemoryStateStore(clock);
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api = new ApiServer(store, false);
  private final String runner = scene.token("runner", Scope.RUN);
  private final String other = scene.token("other", Scope.RUN);
  private final String operator = scene.token("operator", Scope.OPERATE);

  @BeforeEach
  void realize() {
    scene.firstMerge();
    scene.landFirst(scene.moveToFirst());
  }

  @AfterEach
  void closeApi() {
    api.close();
  }

  private Reply post(String path, String token, String body) {
    return api.send("POST", path, token, body);
  }

  private Reply begin(String fields) {
    return post(
        "/api/v1/runs", runner, "{\"platform\":\"Live\",\"job\":\"nightly\",%s}".formatted(fields));
  }

  private Reply end(String token, String run) {
    return post("/api/v1/runs/" + run + "/end", token, "{\"outcome\":\"succeeded\"}");
  }

  @Test
  void aRunOfSeveralNodesHasOneIdAndAnAnswerForEach() {
    var reply = begin("\"run\":\"%s\",\"nodes\":[%s]".formatted(ID, ONE));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().path("run").asText()).isEqualTo(ID);
    assertThat(reply.json().path("action").asText()).isEqualTo("RUN");
    assertThat(reply.json().path("version").asInt()).isEqualTo(1);
    assertThat(reply.json().at("/nodes/0/node").asText()).isEqualTo(StoreScene.INGEST.value());
    assertThat(reply.json().at("/nodes/0/fingerprint").asText())
        .isEqualTo(StoreScene.FIRST.toString());
    assertThat(end(runner, ID).json().at("/nodes/0/state").asText()).isEqualTo("SUCCEEDED");
    assertThat(end(runner, ID).status()).isEqualTo(200);
  }

  @Test
  void noneOfAllBeginsWithANodeThatDoesNotExist() {
    var reply = begin("\"run\":\"%s\",\"nodes\":[%s,%s]".formatted(ID, ONE, UNKNOWN));

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.detail()).contains("'Ingest/Live/None' on 'acme/Live'");
    assertThat(store.runs().find(new RunId(ID))).isEmpty();
  }

  @Test
  void eachOfSeveralBeginsOnItsOwn() {
    var reply =
        begin("\"allOrNone\":false,\"run\":\"%s\",\"nodes\":[%s,%s]".formatted(ID, UNKNOWN, ONE));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.json().at("/nodes/0/action").isNull()).isTrue();
    assertThat(reply.json().at("/nodes/1/action").asText()).isEqualTo("RUN");
    assertThat(store.runs().find(new RunId(ID))).isPresent();
  }

  @Test
  void anIdThatIsUsedTwiceIsAProblemThatSaysHowToGoOn() {
    var node = "\"run\":\"%s\",\"node\":\"%s\"".formatted(ID, StoreScene.INGEST);
    var first = begin(node);
    var live = begin(node);
    var shown = api.get("/api/v1/runs/" + ID, runner);
    end(runner, ID);
    var over = begin(node);

    assertThat(first.json().path("run").asText()).isEqualTo(ID);
    assertThat(live.status()).isEqualTo(409);
    assertThat(live.json().path("type").asText()).isEqualTo("urn:trueup:error:run-exists");
    assertThat(live.detail())
        .isEqualTo(
            "Run '%s' of job 'nightly' began at 2026-03-01T12:00:00Z and is OPEN. If it is yours, read its answer with GET /api/v1/runs/%s and go on; else begin with another id"
                .formatted(ID, ID));
    assertThat(shown.json().at("/nodes/0/fingerprint").asText())
        .isEqualTo(first.json().path("fingerprint").asText());
    assertThat(shown.json().at("/nodes/0/reason").asText())
        .isEqualTo(first.json().path("reason").asText());
    assertThat(over.detail()).endsWith("is SUCCEEDED. Begin with another id");
  }

  @Test
  void aRunOfAnotherTokenIsLeftAlone() {
    begin("\"run\":\"%s\",\"node\":\"%s\"".formatted(ID, StoreScene.INGEST));

    var ended = end(other, ID);
    var prolonged = post("/api/v1/runs/" + ID + "/prolong", other, "{}");
    var shown = api.get("/api/v1/runs/" + ID, other);

    assertThat(ended.status()).isEqualTo(403);
    assertThat(ended.detail())
        .isEqualTo(
            "Run '%s' began with another token. Use that token, or one with scope OPERATE"
                .formatted(ID));
    assertThat(prolonged.status()).isEqualTo(403);
    assertThat(shown.status()).isEqualTo(403);
    assertThat(store.runs().find(new RunId(ID))).map(Run::state).hasValue(Run.State.OPEN);
    assertThat(end(operator, ID).status()).isEqualTo(200);
  }

  @Test
  void anEndAfterExpiryChangesNothing() {
    begin("\"run\":\"%s\",\"node\":\"%s\",\"length\":\"1m\"".formatted(ID, StoreScene.INGEST));
    clock.advance(Duration.ofMinutes(2));

    var ended = end(runner, ID);

    assertThat(ended.status()).isEqualTo(409);
    assertThat(ended.detail()).contains("it is EXPIRED");
    assertThat(store.runs().find(new RunId(ID))).map(Run::state).hasValue(Run.State.EXPIRED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"node\":\"N\",\"run\":\"x\" | 400 | 'run' must be 32 lower-case hex digits",
        "\"node\":\"N\",\"allOrNone\":true | 400 | 'allOrNone' is only for 'nodes'",
        "\"node\":\"N\",\"nodes\":[{\"node\":\"N\"}] | 400 | Give either 'node'",
        "\"nodes\":[] | 400 | 'nodes' must name 1 to 1000 nodes, not 0",
        "\"nodes\":[null] | 400 | 'nodes' must name each node once",
        "\"nodes\":[{\"node\":\"N\"},{\"node\":\"N\"}] | 400 | 'N' comes twice",
        "\"nodes\":[{}] | 400 | 'node' is required",
        "\"nodes\":[{\"node\":\"N\",\"fingerprint\":\"x\"}] | 400 | 'fingerprint' must be",
        "\"nodes\":[{\"node\":\"N\"}] | 404 | 'N' on 'acme/Live'",
        "\"node\":\"N\" | 404 | 'N' on 'acme/Live'"
      })
  void aWrongRequestChangesNothing(String fields, int status, String detail) {
    var reply = begin(fields);

    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.detail()).contains(detail);
    assertThat(store.runs().newest(StoreScene.LIVE, 10)).isEmpty();
  }

  @Test
  void aNodeThatARunDoesNotCoverIsAProblem() {
    begin("\"run\":\"%s\",\"nodes\":[%s]".formatted(ID, ONE));

    var reply =
        post(
            "/api/v1/runs/" + ID + "/end",
            runner,
            "{\"outcome\":\"failed\",\"nodes\":[\"Ingest/Live/None\"]}");

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.detail())
        .isEqualTo("Run '%s' does not cover all of these nodes".formatted(ID));
  }
}

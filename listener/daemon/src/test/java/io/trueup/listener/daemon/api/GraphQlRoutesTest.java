package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.fingerprint.Sha256;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GraphQL queries over a real port. */
class GraphQlRoutesTest {

  private static final String PATH = "/api/v1/models/acme/1/graphql";
  private static final String DATASET =
      "{ dataset(store: \"Base\", name: \"a\") { store name columns { name type } } }";

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final ApiServer api =
      new ApiServer(
          store,
          Map.of(
              StoreScene.ACME,
              new ModelQuestionRoutesTest.OpenModels(
                  Map.of(
                      StoreScene.commit(1),
                      ModelQuestionRoutesTest.model(1),
                      StoreScene.commit(2),
                      ModelQuestionRoutesTest.model(2)))));
  private String token;

  @BeforeEach
  void acceptTwoVersions() {
    scene.firstMerge();
    scene.secondMerge();
    token = scene.token("ann", Scope.READ);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static String json(Object value) {
    try {
      return JsonMappers.STRICT.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private ApiServer.Reply query(String text) {
    return api.send("POST", PATH, token, json(Map.of("query", text)));
  }

  private JsonNode data(String text) {
    var reply = query(text);
    assertThat(reply.status()).as(text + ": " + reply.body()).isEqualTo(200);
    assertThat(reply.json().has("errors")).as(reply.body()).isFalse();
    return reply.json().path("data");
  }

  private JsonNode rest(String path) {
    var reply = api.get("/api/v1/models/acme/1" + path, token);
    assertThat(reply.status()).as(path).isEqualTo(200);
    return reply.json();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void answersAsRestDoes() {
    assertThat(data(DATASET).path("dataset"))
        .isEqualTo(rest("/stores/Base/datasets/a?fields=store,name,columns.name,columns.type"));
    // Now it is known, and answered at once.
    assertThat(data(DATASET).path("dataset").path("columns")).isNotEmpty();
  }

  @Test
  void sendsNamesOfVersionsToTheirNumber() {
    var reply =
        api.send(
            "POST",
            "/api/v1/models/acme/merged/graphql",
            token,
            json(Map.of("query", "{ version { version } }")));

    assertThat(reply.status()).isEqualTo(307);
    assertThat(reply.header("Location")).isEqualTo("/api/v1/models/acme/2/graphql");
  }

  @Test
  void leavesOutWhatTheVersionDoesNotHave() {
    var reply = query("{ store(name: \"Nope\") { name } version { version } }");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("data").path("store").isNull()).isTrue();
    assertThat(reply.json().path("data").path("version").path("version").asInt()).isEqualTo(1);
    var error = reply.json().path("errors").path(0);
    assertThat(error.path("message").asText())
        .isEqualTo("Version 1 of source 'acme' has no store 'Nope'");
    assertThat(error.path("path")).hasToString("[\"store\"]");
    assertThat(error.path("extensions").path("type").asText())
        .isEqualTo("urn:trueup:error:unknown-store");
  }

  @Test
  void asksAcrossTheModel() {
    var page =
        data("""
        { platform(name: "Live") { nodePage(kind: "Export", limit: 3) { total items {
          key inputPage { items { key node { key kind outputPage { items { key } } } } }
          dependents { workspaces { workspace } } } next } } }
        """)
            .path("platform")
            .path("nodePage");

    assertThat(page.path("items")).isNotEmpty();
    for (var node : page.path("items")) {
      var input = node.path("inputPage").path("items").path(0).path("node");
      assertThat(input.path("outputPage").path("items").findValuesAsText("key"))
          .contains(node.path("key").asText());
    }
  }

  @Test
  void keepsQueriesByTheirDigest() {
    var digest = HexFormat.of().formatHex(Sha256.of(DATASET));
    var extensions = json(Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", digest)));
    var path = PATH + "?extensions=" + encoded(extensions);

    assertThat(api.get(path, token).body()).contains("PersistedQueryNotFound");
    var whole =
        api.send(
            "POST",
            PATH,
            token,
            "{\"query\": %s, \"extensions\": %s}".formatted(json(DATASET), extensions));
    assertThat(whole.status()).as(whole.body()).isEqualTo(200);
    var kept = api.get(path, token);
    assertThat(kept.body()).isEqualTo(whole.body());
    assertThat(kept.header("Cache-Control")).contains("immutable");
    var again =
        api.exchange(
            "GET",
            path,
            null,
            Map.of("Authorization", "Bearer " + token, "If-None-Match", kept.header("ETag")));
    assertThat(again.status()).isEqualTo(304);
    var other = extensions.replace(digest, "0".repeat(64));
    assertThat(
            api.send(
                    "POST",
                    PATH,
                    token,
                    "{\"query\": %s, \"extensions\": %s}".formatted(json(DATASET), other))
                .status())
        .isEqualTo(400);
  }

  private void assertRefused(String query, String type) {
    var reply = query(query);
    assertThat(reply.status()).as(reply.body()).isEqualTo(400);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json().path("type").asText()).isEqualTo("urn:trueup:error:" + type);
    assertThat(reply.detail().length()).as(reply.detail()).isBetween(10, 1000);
    assertThat(reply.body()).doesNotContain("graphql.", "io.trueup", "Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{ version { version }", "{", "query { a(b: ) }", "\u0000", "# nothing"})
  void refusesWhatIsNoGraphQl(String query) {
    assertRefused(query, "query-syntax");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ nothing }",
        "{ version }",
        "{ store { name } }",
        "{ store(name: 1) { name } }",
        "mutation { drop }",
        "query A { version { version } } query B { version { version } }",
        "{ version { ...A } } fragment A on Version { ...A }",
        "{ stores(limit: 0) { next } }",
        "{ stores(limit: 1001) { next } }",
        "{ stores(limit: 99999999999) { next } }",
        "{ diff(from: 99999999999999999999) { from } }",
        "query($n: Int!) { stores(limit: $n) { next } }"
      })
  void refusesWhatDoesNotFitTheSchema(String query) {
    assertRefused(query, "invalid-query");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{ stores(after: \"AAAA\") { next } }", "{ stores(after: \"%%\") { next } }"})
  void refusesCursorsThatWereTamperedWith(String query) {
    assertRefused(query, "invalid-field");
  }

  @Test
  void refusesWhatIsTooDeepTooLongOrTooCostly() {
    var deep = new StringBuilder("{ node(platform: \"Live\", key: \"x\") ");
    for (var i = 0; i < 5; i++) {
      deep.append("{ inputPage(limit: 1) { items { node ");
    }
    deep.append("{ key }").append(" } } }".repeat(5)).append(" }");
    assertRefused(deep.toString(), "query-too-costly");
    assertRefused(
        IntStream.range(0, 2000)
            .mapToObj(i -> "a" + i + ": version { source }")
            .collect(Collectors.joining(" ", "{ ", " }")),
        "query-too-costly");
    assertRefused(
        "{ stores(limit: 1000) { items { datasetPage(limit: 1000) { items { name } } } } }",
        "query-too-costly");
    assertRefused(
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        "query-too-costly");
    assertRefused("{ " + "version { source } ".repeat(1500) + " }", "query-too-costly");
  }

  @Test
  void measuresFragmentsThatMultiplyWithoutFollowingThem() {
    var query = new StringBuilder("{ ...F0 } ");
    for (var i = 0; i < 60; i++) {
      query.append("fragment F%d on Query { ...F%d ...F%d } ".formatted(i, i + 1, i + 1));
    }
    query.append("fragment F60 on Query { version { source } }");

    assertRefused(query.toString(), "query-too-costly");
  }
}

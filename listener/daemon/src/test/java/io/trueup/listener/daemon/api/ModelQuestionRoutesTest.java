package io.trueup.listener.daemon.api;

import static io.trueup.model.EcosystemBuilder.group;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trueup.listener.engine.snapshot.MissingVersionException.Reason;
import io.trueup.listener.engine.source.ModelLibrary;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.listener.engine.versions.moving.ContentCoding;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about versions over a real port, compared with the model itself. */
class ModelQuestionRoutesTest {

  private static final String FIRST = "/api/v1/models/acme/1";
  private static final String SECOND = "/api/v1/models/acme/2";
  static final long SEED = Long.getLong("trueup.questions.seed", 1);

  private final InMemoryStateStore store =
      new InMemoryStateStore(new SettableClock(Instant.parse("2026-03-01T12:00:00Z")));
  private final StoreScene scene = new StoreScene(store);
  private final Model first = model(1);
  private final Model second = model(2);
  private final ApiServer api =
      new ApiServer(
          store,
          Map.of(
              StoreScene.ACME,
              new OpenModels(Map.of(StoreScene.commit(1), first, StoreScene.commit(2), second))));
  private final HttpClient http = HttpClient.newHttpClient();
  private String token;

  @BeforeEach
  void acceptTwoVersions() {
    System.out.println("Seed of the generated model: " + SEED);
    scene.firstMerge();
    scene.secondMerge();
    token = scene.token("ann", Scope.READ);
  }

  @AfterEach
  void close() {
    http.close();
    api.close();
  }

  /** Models that are open. */
  record OpenModels(Map<CommitId, Model> models) implements ModelLibrary {

    @Override
    public Model model(CommitId commit) {
      return Optional.ofNullable(models.get(commit)).orElseThrow();
    }

    @Override
    public Optional<Model> opened(CommitId commit) {
      return Optional.ofNullable(models.get(commit));
    }
  }

  /** Generated; the second version has another store, and lacks a dataset of the first. */
  static Model model(int version) {
    var random = new Random(SEED);
    var builder = new EcosystemBuilder().platform("Live").platform("Monthly").container("w");
    var stores = 5 + random.nextInt(5);
    for (var i = 0; i < stores; i++) {
      var datasets =
          IntStream.range(0, 1 + random.nextInt(7))
              .mapToObj(it -> it % 2 == 0 ? "d" + it : "d-" + it)
              .toArray(String[]::new);
      if (random.nextBoolean()) {
        builder.multi("S" + i, datasets);
      } else {
        builder.single("S" + i, datasets);
      }
    }
    builder.multi("Base", "a", "a-b", "b");
    builder.transformer("Mask", "w", Priority.HIGH, "Masked", List.of("m"), group("in", "Base/a"));
    for (var i = 0; i < 6; i++) {
      var sinks =
          IntStream.range(0, 4).mapToObj(_ -> "S" + random.nextInt(stores) + "/d0").distinct();
      builder.workspace(
          "W" + i,
          "w",
          Priority.LOW,
          group("g", sinks.toArray(String[]::new)),
          group("h", "Base/a", "Base/a-b", "Masked/m"));
      builder.assign("W" + i, "g", random.nextBoolean() ? "Live" : "Monthly");
      builder.assign("W" + i, "h", "Live");
    }
    builder.primary("S0", "Live");
    if (version == 2) {
      builder.multi("Base", "a", "a-b").multi("More", "x");
    }
    var ecosystem = builder.build();
    return new Model(ecosystem, IntentionGraph.of(ecosystem));
  }

  private ApiServer.Reply get(String path) {
    return api.get(path, token);
  }

  private JsonNode json(String path) {
    var reply = get(path);
    assertThat(reply.status()).as(path + ": " + reply.body()).isEqualTo(200);
    return reply.json();
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** All items of a list, from pages of a size. */
  private List<JsonNode> pages(String path, int limit) {
    var items = new ArrayList<JsonNode>();
    var separator = path.contains("?") ? "&" : "?";
    var after = "";
    do {
      var page = json(path + separator + "limit=" + limit + after);
      assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
      page.path("items").forEach(items::add);
      after = page.path("next").isNull() ? null : "&after=" + page.path("next").asText();
    } while (after != null);
    return items;
  }

  private List<JsonNode> stream(String path) {
    var reply =
        api.exchange(
            "GET",
            path,
            null,
            Map.of("Authorization", "Bearer " + token, "Accept", "application/x-ndjson"));
    assertThat(reply.status()).as(path).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    return reply.body().lines().map(ModelQuestionRoutesTest::parsed).toList();
  }

  private static JsonNode parsed(String text) {
    try {
      return JsonMappers.STRICT.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(text, e);
    }
  }

  private static List<String> texts(Iterable<JsonNode> items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(it -> it.path(field).asText())
        .toList();
  }

  @Test
  void pagesAndStreamsAreTheModel() {
    var ecosystem = first.ecosystem();
    var lists = new TreeMap<String, List<String>>();
    lists.put("/zones", List.copyOf(ecosystem.zones().keySet()));
    lists.put("/teams", List.copyOf(ecosystem.teams().keySet()));
    lists.put("/containers", List.copyOf(ecosystem.containers().keySet()));
    lists.put("/stores", List.copyOf(ecosystem.stores().keySet()));
    lists.put("/workspaces", List.copyOf(ecosystem.workspaces().keySet()));
    lists.put("/platforms", List.copyOf(ecosystem.platforms().keySet()));
    lists.put(
        "/groups",
        ecosystem.workspaces().values().stream()
            .flatMap(it -> it.groups().stream().map(group -> group.name()))
            .toList());
    ecosystem
        .stores()
        .forEach((name, it) ->
            lists.put("/stores/" + name + "/datasets", List.copyOf(it.datasets().keySet())));

    lists.forEach((path, names) -> {
      assertThat(texts(stream(FIRST + path), "name")).as(path).isEqualTo(names);
      for (var limit : List.of(1, 2, 3, 1000)) {
        assertThat(pages(FIRST + path, limit)).as(path).isEqualTo(stream(FIRST + path));
      }
    });
    assertThat(json(FIRST + "/stores").path("total").asInt()).isEqualTo(ecosystem.stores().size());
    assertThat(texts(pages(FIRST + "/transformers", 1), "output")).containsExactly("Masked");
    assertThat(texts(pages(FIRST + "/workspaces/W0/groups/h/datasets", 2), "dataset"))
        .containsExactly("a", "a-b", "m");
  }

  @Test
  void nodesAndTheirEdgesAreThoseOfTheGraph() {
    for (var graph : first.graphs().values()) {
      var base = FIRST + "/platforms/" + graph.platform().name();
      var keys = graph.nodes().keySet().stream().map(it -> it.value()).toList();
      assertThat(texts(pages(base + "/nodes", 7), "key")).isEqualTo(keys);
      assertThat(texts(stream(base + "/nodes?kind=Export"), "key"))
          .isEqualTo(keys.stream().filter(it -> it.startsWith("Export/")).toList());
      assertThat(json(base + "/graph").path("nodes").asInt()).isEqualTo(keys.size());
      for (var count : json(base + "/graph").path("kinds")) {
        assertThat(count.path("nodes").asLong())
            .isEqualTo(
                keys.stream()
                    .filter(it -> it.startsWith(count.path("kind").asText() + "/"))
                    .count());
      }
      for (var node : graph.nodes().values()) {
        var path = base + "/nodes/" + encoded(node.key().value());
        assertThat(json(path).path("fingerprint").asText())
            .isEqualTo(node.fingerprint().toString());
        assertThat(texts(pages(path + "/inputs", 2), "key")).isEqualTo(inputs(node));
        assertThat(new TreeSet<>(texts(pages(path + "/outputs", 2), "key")))
            .as(path)
            .isEqualTo(outputs(node));
        assertThat(pages(path + "/outputs", 1)).isEqualTo(stream(path + "/outputs"));
      }
    }
  }

  private static List<String> inputs(PipelineNode node) {
    var all = new TreeSet<String>();
    node.inputs().forEach(it -> all.add(it.value()));
    node.foreignInputs().forEach(it -> all.add(it.value()));
    return List.copyOf(all);
  }

  /** By looking at every node of every platform. */
  private Set<String> outputs(PipelineNode node) {
    var all = new TreeSet<String>();
    for (var graph : first.graphs().values()) {
      for (var other : graph.nodes().values()) {
        if (inputs(other).contains(node.key().value())) {
          all.add(other.key().value());
        }
      }
    }
    return all;
  }

  @Test
  void readsADatasetWithItsColumnsAndNativeTypes() {
    var dataset = json(FIRST + "/stores/Base/datasets/a?container=z/t/w");

    assertThat(dataset.path("primaryKey").toString()).isEqualTo("[\"id\"]");
    assertThat(texts(dataset.path("columns"), "type"))
        .containsExactly("decimal(9,0)", "decimal(9,2)");
    assertThat(dataset.path("classifications").toString()).isEqualTo("[\"IP\"]");
    assertThat(texts(dataset.path("nativeTypes").path("columns"), "nativeType"))
        .containsExactly("numeric(9,0)", "numeric(9,2)");
    assertThat(json(FIRST + "/stores/Base/datasets/a").path("nativeTypes").isNull()).isTrue();
    assertThat(get(FIRST + "/stores/Base/datasets/a?container=z/t/w").header("Cache-Control"))
        .isEqualTo("private, no-cache");
    assertThat(get(FIRST + "/stores/Base/datasets/a?container=z/t/nothing").status())
        .isEqualTo(400);
  }

  @Test
  void findsDependentsThroughTransformers() {
    var dependents = json(FIRST + "/stores/Base/datasets/a/dependents");

    assertThat(texts(dependents.path("workspaces"), "workspace"))
        .containsExactly("Mask", "W0", "W1", "W2", "W3", "W4", "W5");
    assertThat(texts(dependents.path("transformers"), "output")).containsExactly("Masked");
    assertThat(dependents.path("platforms").path(0).path("nodes").toString())
        .contains("Ingest/Live/Base", "Transform/Live/Mask", "Export/Live/z/t/w/Masked/m");
    assertThat(json(FIRST + "/platforms/Live/nodes/Transform%2FLive%2FMask/dependents"))
        .isEqualTo(json(FIRST + "/stores/Masked/dependents"));
  }

  @Test
  void differencesAreThoseOfTheGraphs() {
    var diff = json(SECOND + "/diff/1");
    var declarations = pages(SECOND + "/diff/1/declarations", 1);

    assertThat(diff.path("declarations").toString())
        .isEqualTo(
            "[{\"kind\":\"dataset\",\"added\":1,\"changed\":0,\"removed\":1},"
                + "{\"kind\":\"store\",\"added\":1,\"changed\":0,\"removed\":0}]");
    assertThat(texts(declarations, "name")).containsExactly("Base/b", "More/x", "More");
    assertThat(texts(declarations, "change")).containsExactly("removed", "added", "added");
    var graphs =
        GraphDiff.between(
            Objects.requireNonNull(first.graphs().find("Live")),
            Objects.requireNonNull(second.graphs().find("Live")));
    assertThat(texts(stream(SECOND + "/diff/1/platforms/Live/nodes"), "key"))
        .isEqualTo(graphs.changed().stream().map(it -> it.after().key().value()).toList());
    assertThat(json(SECOND + "/diff/2").path("declarations").size()).isZero();
    assertThat(get(SECOND + "/diff/merged").header("Location")).isEqualTo(SECOND + "/diff/2");
  }

  @Test
  void redirectsNamesOfVersionsToTheirNumber() {
    var names = Map.of("merged", 2, StoreScene.commit(1).value(), 1);

    names.forEach((name, number) -> {
      var reply =
          get("/api/v1/models/acme/" + name + "/stores/Base/datasets/a-b?fields=name%2Ccolumns");
      assertThat(reply.status()).as(name + reply.body()).isEqualTo(307);
      assertThat(reply.header("Location"))
          .isEqualTo(
              "/api/v1/models/acme/%d/stores/Base/datasets/a-b?fields=name%%2Ccolumns"
                  .formatted(number));
      assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ecosystem", "/stores", "/stores/Base/datasets/a", "/platforms/Live/graph"})
  void answersNothingTwice(String path) {
    var known = get(FIRST + path);
    var again =
        api.exchange(
            "GET",
            FIRST + path,
            null,
            Map.of("Authorization", "Bearer " + token, "If-None-Match", known.header("ETag")));
    var other =
        api.exchange(
            "GET",
            SECOND + path,
            null,
            Map.of("Authorization", "Bearer " + token, "If-None-Match", known.header("ETag")));

    assertThat(known.header("ETag")).matches("\"[0-9a-f]{32}\"");
    assertThat(known.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    assertThat(known.header("Vary")).isEqualTo("Accept, Accept-Encoding, Authorization");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("ETag")).isEqualTo(known.header("ETag"));
    assertThat(other.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void compressesListsAsAsked(String coding) throws Exception {
    var plain = get(FIRST + "/stores/Base/datasets").body();
    var request =
        HttpRequest.newBuilder(URI.create(api.address() + FIRST + "/stores/Base/datasets"))
            .header("Authorization", "Bearer " + token)
            .header("Accept-Encoding", coding);

    var reply = http.send(request.build(), BodyHandlers.ofInputStream());

    assertThat(reply.headers().firstValue("Content-Encoding")).hasValue(coding);
    assertThat(reply.headers().firstValue("ETag").orElse("")).endsWith("-" + coding + "\"");
    try (var decoded = ContentCoding.of(coding).orElseThrow().decode(reply.body())) {
      assertThat(new String(decoded.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain);
    }
  }

  @Test
  void leavesOutFieldsThatAreNotAskedFor() {
    assertThat(get(FIRST + "/stores/Base/datasets/a?fields=name,columns.name").body())
        .isEqualTo("{\"name\":\"a\",\"columns\":[{\"name\":\"id\"},{\"name\":\"v\"}]}");
    assertThat(get(FIRST + "/stores/Base/datasets?fields=name,nativeTypes.product&limit=1").body())
        .startsWith(
            "{\"source\":\"acme\",\"version\":1,\"total\":3,\"items\":[{\"name\":\"a\",\"nativeTypes\":null}],\"next\":\"");
    assertThat(stream(FIRST + "/stores/Base/datasets?fields=primaryKey").toString())
        .isEqualTo(
            "[{\"primaryKey\":[\"id\"]}, {\"primaryKey\":[\"id\"]}, {\"primaryKey\":[\"id\"]}]");
    assertThat(get(FIRST + "/stores/Base/datasets/a?fields=colour").detail())
        .startsWith("'fields' names 'colour', which is not there. The fields are approved, avro,");
    assertThat(get(FIRST + "/stores/Base/datasets/a?fields=columns.colour").detail())
        .isEqualTo(
            "'fields' names 'columns.colour', which is not there. The fields of 'columns' are"
                + " classifications, description, key, name, nullable, type");
    assertThat(get(FIRST + "/stores/Base/datasets/a?fields=name.first").detail())
        .isEqualTo("'fields' names 'name.first', but 'name' has no fields of its own");
  }

  @Test
  void refusesCursorsThatAreNotOfThisListOfThisVersion() {
    var cursor = json(FIRST + "/stores?limit=1").path("next").asText();
    var damaged = (cursor.charAt(0) == 'A' ? 'B' : 'A') + cursor.substring(1);

    assertThat(get(FIRST + "/stores?after=" + cursor).status()).isEqualTo(200);
    assertThat(get(SECOND + "/stores?after=" + cursor).detail())
        .isEqualTo(
            "The cursor 'after' is of version 1 of source 'acme', and the question is about version"
                + " 2 of source 'acme'. Ask for the first page again");
    assertThat(get(FIRST + "/workspaces?after=" + cursor).detail())
        .isEqualTo(
            "The cursor 'after' is of the list 'stores', and the question is about 'workspaces'."
                + " Ask for the first page again");
    for (var wrong : List.of(damaged, cursor + "A", "%00", "x".repeat(3000), "%F0%9F%98%80")) {
      assertThat(get(FIRST + "/stores?after=" + wrong).detail())
          .isEqualTo(
              "'after' must be the 'next' of an earlier page, unchanged. Ask for the first page"
                  + " again");
    }
  }

  @Test
  void refusesHostileQuestions() {
    var deep = "columns" + ".name".repeat(150);
    var many = "x=1&".repeat(1000);
    for (var query :
        List.of(
            "limit=0",
            "limit=-1",
            "limit=1001",
            "limit=99999999999999999999",
            "limit=1&limit=2",
            "fields=" + deep,
            "fields=" + "name,".repeat(190) + "nothing",
            "fields=,",
            "fields=__proto__",
            "kind=Export",
            many)) {
      var reply = get(FIRST + "/stores/Base/datasets?" + query);
      assertThat(reply.status()).as(query + " " + reply.body()).isEqualTo(400);
      assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(get(FIRST + "/platforms/Live/nodes?kind=Nothing").detail())
        .isEqualTo("'kind' must be one of Ingest, Export, Trigger, Transform, not 'Nothing'");
    assertThat(get("/api/v1/models/acme/99999999999999999999/stores").status()).isEqualTo(400);
    assertThat(get("/api/v1/models/acme/newest/stores").detail())
        .startsWith("'version' must be the number of a version, a full commit");
    assertThat(get("/api/v1/models/acme/77/stores").status()).isEqualTo(404);
    assertThat(get("/api/v1/models/nobody/1/stores").status()).isEqualTo(404);
  }

  @Test
  void saysWhatAVersionDoesNotHave() {
    assertThat(get(FIRST + "/stores/Nothing").detail())
        .isEqualTo("Version 1 of source 'acme' has no store 'Nothing'");
    assertThat(get(FIRST + "/stores/Nothing").status()).isEqualTo(404);
    for (var path :
        List.of(
            "/stores/Base/datasets/zz",
            "/stores/Nothing/datasets",
            "/zones/nothing",
            "/teams/z/nothing",
            "/containers/z/t/nothing",
            "/workspaces/nothing",
            "/workspaces/W0/groups/nothing",
            "/workspaces/W0/groups/nothing/datasets",
            "/transformers/W0",
            "/platforms/Nothing",
            "/platforms/Nothing/graph",
            "/platforms/Live/nodes/Ingest%2FLive%2FNothing",
            "/platforms/Live/nodes/%20",
            "/stores/Base/datasets/a/names?platform=Nothing",
            "/diff/1/platforms/Nothing/nodes")) {
      assertThat(get(FIRST + path).status()).as(path).isBetween(400, 404);
    }
  }

  @Test
  void saysWhichVersionToBeginAgainWith() {
    api.missing.put(1L, Reason.GONE);
    var gone = get(FIRST + "/stores");
    api.missing.put(1L, Reason.NOT_YET);
    var later = get(FIRST + "/stores");

    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.json().path("current").asLong()).isEqualTo(2);
    assertThat(gone.header("Trueup-Current-Version")).isEqualTo("2");
    assertThat(later.status()).isEqualTo(503);
    assertThat(later.header("Retry-After")).isEqualTo("1");
    assertThat(get(SECOND + "/stores").status()).isEqualTo(200);
  }

  @Test
  void namesOfADatasetMayChange() {
    scene.giveNames();

    var names = get(FIRST + "/stores/Base/datasets/a/names?platform=Live");

    assertThat(names.status()).isEqualTo(200);
    assertThat(names.header("Cache-Control")).isEqualTo("no-store");
    assertThat(names.header("ETag")).isEmpty();
  }
}

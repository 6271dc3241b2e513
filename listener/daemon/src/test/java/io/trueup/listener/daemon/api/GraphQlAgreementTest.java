package io.trueup.listener.daemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import graphql.language.FieldDefinition;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.ObjectTypeDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import io.trueup.listener.engine.testing.StoreScene;
import io.trueup.listener.engine.text.JsonMappers;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.PhysicalNames;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * REST and GraphQL answer alike: random questions about a generated model, with random fields, over
 * a real port. {@code -Dtrueup.graphql.seed=42} repeats one.
 */
class GraphQlAgreementTest {

  private static final String ROOT = "/api/v1/models/acme/2";
  private static final int QUESTIONS = 400;
  private static final int MOST_QUESTIONS = 20 * QUESTIONS;
  private static final int KINDS = 40;

  /** Fields that ask another question, and need no argument. */
  private static final Set<String> LEADING =
      Set.of(
          "Store.dependents",
          "Dataset.dependents",
          "Node.dependents",
          "GroupDataset.declaration",
          "Transformer.outputStore",
          "Platform.graph",
          "NodeReference.node");

  private final long seed = Long.getLong("trueup.graphql.seed", 1);
  private final Random random = new Random(seed);
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
  private final Set<String> compared = new TreeSet<>();
  private String token;
  private TypeDefinitionRegistry schema;

  @BeforeEach
  void readTheSchema() {
    System.out.printf("Seed %d, of the generated model %d%n", seed, ModelQuestionRoutesTest.SEED);
    scene.firstMerge();
    scene.secondMerge();
    token = scene.token("ann", Scope.READ);
    schema = new SchemaParser().parse(api.get("/api/v1/graphql/schema", token).body());
  }

  @AfterEach
  void close() {
    api.close();
  }

  /**
   * A question in both languages.
   *
   * @param outer the fields around the last one, each with its arguments
   * @param last the field that asks, without arguments of pages
   * @param arguments of the last field
   * @param path of the same question
   * @param type of the answer, or of the items of the list
   */
  private record Question(
      List<String> outer,
      String last,
      List<String> arguments,
      String path,
      String type,
      boolean isList) {

    static Question one(String type, String path, String last, String... arguments) {
      return new Question(List.of(), last, List.of(arguments), path, type, false);
    }

    static Question list(String type, String path, String last, String... arguments) {
      return new Question(List.of(), last, List.of(arguments), path, type, true);
    }

    Question in(String... fields) {
      return new Question(List.of(fields), last, arguments, path, type, isList);
    }

    String text(String more, String selection) {
      var all = new ArrayList<>(arguments);
      if (!more.isEmpty()) {
        all.add(more);
      }
      return "{ "
          + outer.stream().map(it -> it + " { ").collect(Collectors.joining())
          + last
          + (all.isEmpty() ? "" : "(" + String.join(", ", all) + ")")
          + selection
          + " }".repeat(outer.size() + 1);
    }

    JsonNode answer(JsonNode data) {
      var at = data;
      for (var field : outer) {
        at = at.path(field.replaceAll("\\(.*", ""));
      }
      return at.path(last);
    }
  }

  private static String json(Object value) {
    try {
      return JsonMappers.STRICT.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(String name, String value) {
    return name + ": " + json(value);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private JsonNode rest(String path) {
    var reply = api.get(ROOT + path, token);
    assertThat(reply.status()).as(path + ": " + reply.body()).isEqualTo(200);
    return reply.json();
  }

  private JsonNode data(String query) {
    var reply = api.send("POST", ROOT + "/graphql", token, json(Map.of("query", query)));
    assertThat(reply.status()).as(query + ": " + reply.body()).isEqualTo(200);
    assertThat(reply.json().has("errors")).as(query + ": " + reply.body()).isFalse();
    return reply.json().path("data");
  }

  private String pick(String list, String field) {
    var items = rest(list + (list.contains("?") ? "&" : "?") + "limit=1000").path("items");
    return items.path(random.nextInt(items.size())).path(field).asText();
  }

  private Question question(int which) {
    var store = pick("/stores", "name");
    var dataset = pick("/stores/" + store + "/datasets", "name");
    var workspace = pick("/workspaces", "name");
    var platform = pick("/platforms", "name");
    var nodes = "/platforms/" + platform + "/nodes";
    var key = pick(nodes, "key");
    var node = nodes + "/" + encoded(key);
    var inNode = "node(%s, %s)".formatted(text("platform", platform), text("key", key));
    var inStore = "store(%s)".formatted(text("name", store));
    var ofStore = "/stores/" + store;
    var ofDataset = ofStore + "/datasets/" + dataset;
    var container = pick("/containers", "name");
    var team = pick("/teams", "name");
    var zone = pick("/zones", "name");
    var group = pick("/groups?fields=name,workspace", "name");
    var groups = pick("/workspaces", "name");
    var kind = List.of("Ingest", "Export", "Trigger", "Transform").get(random.nextInt(4));
    return switch (which) {
      case 0 -> Question.one("Version", "", "version");
      case 1 -> Question.one("Ecosystem", "/ecosystem", "ecosystem");
      case 2 -> Question.one("Zone", "/zones/" + zone, "zone", text("name", zone));
      case 3 -> Question.list("Zone", "/zones", "zones");
      case 4 -> Question.one("Team", "/teams/" + team, "team", text("name", team));
      case 5 -> Question.list("Team", "/teams", "teams");
      case 6 ->
          Question.one(
              "Container", "/containers/" + container, "container", text("name", container));
      case 7 -> Question.list("Container", "/containers", "containers");
      case 8, 9 -> Question.one("Store", ofStore, "store", text("name", store));
      case 10 -> Question.list("Store", "/stores", "stores");
      case 11, 12, 13 ->
          Question.one(
              "Dataset", ofDataset, "dataset", text("store", store), text("name", dataset));
      case 14, 15 ->
          Question.one(
              "Dataset",
              ofDataset + "?container=" + encoded(container),
              "dataset",
              text("store", store),
              text("name", dataset),
              text("container", container));
      case 16 -> Question.one("Dataset", ofDataset, "dataset", text("name", dataset)).in(inStore);
      case 17, 18 -> Question.list("Dataset", ofStore + "/datasets", "datasetPage").in(inStore);
      case 19 ->
          Question.list(
                  "Dataset",
                  ofStore + "/datasets?container=" + encoded(container),
                  "datasetPage",
                  text("container", container))
              .in(inStore);
      case 20 -> Question.one("Dependents", ofStore + "/dependents", "dependents").in(inStore);
      case 21, 22 ->
          Question.one("Dependents", ofDataset + "/dependents", "dependents")
              .in("dataset(%s, %s)".formatted(text("store", store), text("name", dataset)));
      case 23 ->
          Question.one(
              "Workspace", "/workspaces/" + workspace, "workspace", text("name", workspace));
      case 24 -> Question.list("Workspace", "/workspaces", "workspaces");
      case 25 -> Question.list("Group", "/groups", "groups");
      case 26 -> ofGroup(groups, group);
      case 27 ->
          Question.one(
              "Transformer", "/transformers/Mask", "transformer", text("workspace", "Mask"));
      case 28 -> Question.list("Transformer", "/transformers", "transformers");
      case 29 ->
          Question.one("Platform", "/platforms/" + platform, "platform", text("name", platform));
      case 30 -> Question.list("Platform", "/platforms", "platforms");
      case 31 ->
          Question.one("Graph", "/platforms/" + platform + "/graph", "graph")
              .in("platform(%s)".formatted(text("name", platform)));
      case 32 -> Question.one("Node", node, "node", text("platform", platform), text("key", key));
      case 33 ->
          Question.list("Node", nodes + "?kind=" + kind, "nodePage", text("kind", kind))
              .in("platform(%s)".formatted(text("name", platform)));
      case 34 -> Question.list("NodeReference", node + "/inputs", "inputPage").in(inNode);
      case 35 -> Question.list("NodeReference", node + "/outputs", "outputPage").in(inNode);
      case 36 -> Question.one("Dependents", node + "/dependents", "dependents").in(inNode);
      default -> aboutADifference(which, platform);
    };
  }

  private Question ofGroup(String workspace, String name) {
    var isThere =
        rest("/workspaces/" + workspace).path("groups").findValuesAsText("name").contains(name);
    var of = isThere ? workspace : "W0";
    var group = isThere ? name : "h";
    return random.nextBoolean()
        ? Question.one(
            "Group",
            "/workspaces/" + of + "/groups/" + group,
            "group",
            text("workspace", of),
            text("name", group))
        : Question.list(
                "GroupDataset",
                "/workspaces/" + of + "/groups/" + group + "/datasets",
                "datasetPage")
            .in("group(%s, %s)".formatted(text("workspace", of), text("name", group)));
  }

  private static Question aboutADifference(int which, String platform) {
    return switch (which) {
      case 37 -> Question.one("Diff", "/diff/1", "diff", "from: 1");
      case 38 ->
          Question.list("DeclarationChange", "/diff/1/declarations", "declarationPage")
              .in("diff(from: 1)");
      default ->
          Question.list(
                  "NodeChange",
                  "/diff/1/platforms/" + platform + "/nodes",
                  "nodePage",
                  text("platform", platform))
              .in("diff(from: 1)");
    };
  }

  /** The fields that show a part of an answer, by name, with the type of each that is no scalar. */
  private Map<String, @Nullable String> fields(String type) {
    var fields = new TreeMap<String, @Nullable String>();
    for (FieldDefinition field : type(type).getFieldDefinitions()) {
      if (field.getInputValueDefinitions().isEmpty()
          && !LEADING.contains(type + "." + field.getName())) {
        var held = named(field.getType());
        fields.put(
            field.getName(),
            schema.getTypeOrNull(held, ObjectTypeDefinition.class) == null ? null : held);
      }
    }
    return fields;
  }

  private ObjectTypeDefinition type(String name) {
    return Objects.requireNonNull(schema.getTypeOrNull(name, ObjectTypeDefinition.class));
  }

  private static String named(Type<?> type) {
    return switch (type) {
      case NonNullType it -> named(it.getType());
      case ListType it -> named(it.getType());
      case TypeName it -> it.getName();
      default -> throw new AssertionError(type);
    };
  }

  /** Chosen fields, as a selection of GraphQL and as paths of REST. */
  private record Chosen(String selection, List<String> paths) {}

  private Chosen choose(String type, boolean isAll) {
    var all = fields(type);
    var names = new ArrayList<>(all.keySet());
    names.removeIf(_ -> !isAll && random.nextInt(3) == 0);
    if (names.isEmpty()) {
      names.add(all.keySet().iterator().next());
    }
    Collections.shuffle(names, random);
    var selection = new StringBuilder(" {");
    var paths = new ArrayList<String>();
    for (var name : names) {
      compared.add(type + "." + name);
      selection.append(' ').append(name);
      var held = all.get(name);
      if (held == null) {
        paths.add(name);
      } else {
        var inner = choose(held, isAll);
        selection.append(inner.selection());
        inner.paths().forEach(it -> paths.add(name + "." + it));
      }
    }
    return new Chosen(selection.append(" }").toString(), paths);
  }

  private void compare(Question question, boolean isAll) {
    var chosen = choose(question.type(), isAll);
    var separator = question.path().contains("?") ? "&" : "?";
    var path = question.path() + separator + "fields=" + String.join(",", chosen.paths());
    if (!question.isList()) {
      var query = question.text("", chosen.selection());
      assertThat(question.answer(data(query))).as(query).isEqualTo(rest(path));
      return;
    }
    var limit = 1 + random.nextInt(9);
    var after = "";
    do {
      var query =
          question.text(
              "limit: " + limit + (after.isEmpty() ? "" : ", " + text("after", after)),
              " { total items" + chosen.selection() + " next }");
      var page = question.answer(data(query));
      var same =
          rest(path + "&limit=" + limit + (after.isEmpty() ? "" : "&after=" + encoded(after)));
      for (var field : List.of("total", "items", "next")) {
        assertThat(page.path(field)).as(field + " of " + query).isEqualTo(same.path(field));
      }
      after = page.path("next").isNull() ? "" : page.path("next").asText();
    } while (!after.isEmpty());
  }

  @Test
  void answersEveryQuestionAsRestDoes() {
    for (var i = 0; i < KINDS; i++) {
      compare(question(i), true);
    }
    var all = fieldsToCompare();
    // Some fields are in few answers, and whether one of these is asked for is chance.
    for (var i = 0; i < QUESTIONS || (i < MOST_QUESTIONS && !compared.equals(all)); i++) {
      compare(question(random.nextInt(KINDS)), random.nextInt(4) == 0);
    }

    assertThat(compared).as("the compared fields").containsExactlyElementsOf(all);
  }

  private Set<String> fieldsToCompare() {
    return schema.getTypes(ObjectTypeDefinition.class).stream()
        .map(ObjectTypeDefinition::getName)
        .filter(it -> !it.equals("Query") && !it.endsWith("Page"))
        .filter(it -> !it.equals("PhysicalName")) // compared below
        .flatMap(type -> fields(type).keySet().stream().map(it -> type + "." + it))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void namesArePhysicalNamesAsRestHasThem() {
    var datasets = new ArrayList<String>();
    for (var item : rest("/stores?limit=1000&fields=name").path("items")) {
      var of = item.path("name").asText();
      for (var it : rest("/stores/" + of + "/datasets?limit=1000&fields=name").path("items")) {
        datasets.add(of + "/" + it.path("name").asText());
      }
    }
    var requests = new ArrayList<PhysicalNames.AllocationRequest>();
    for (var dataset : datasets) {
      for (var i = random.nextInt(4); i > 0; i--) {
        var path = "Live/" + dataset + "/part" + i;
        requests.add(
            new PhysicalNames.AllocationRequest(
                new PhysicalNames.ModelName("RELATION", path),
                random.nextBoolean() ? "live" : "",
                random.nextBoolean() ? new NodeKey("Ingest/Live/" + dataset) : null,
                List.of(path.replace('/', '_'))));
      }
    }
    store.names().allocate("w", new PlatformId(StoreScene.ACME, "Live"), requests);
    var selection = " { " + String.join(" ", fields("PhysicalName").keySet()) + " }";
    var seen = 0;

    for (var dataset : datasets) {
      var parts = dataset.split("/", 2);
      var same =
          rest("/stores/%s/datasets/%s/names?platform=Live".formatted(parts[0], parts[1]))
              .path("names");
      var query =
          "{ dataset(%s, %s) { names(platform: \"Live\")%s } }"
              .formatted(text("store", parts[0]), text("name", parts[1]), selection);
      assertThat(data(query).path("dataset").path("names")).as(query).isEqualTo(same);
      seen += same.size();
    }

    assertThat(seen).isEqualTo(requests.size());
    var query = "{ dataset(store: \"Base\", name: \"a\") { names(platform: \"Nope\") { name } } }";
    var reply = api.send("POST", ROOT + "/graphql", token, json(Map.of("query", query)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("data").path("dataset").path("names").isNull()).isTrue();
    assertThat(reply.json().path("errors").path(0).path("extensions").path("type").asText())
        .isEqualTo("urn:trueup:error:unknown-platform");
    assertThat(
            api.get(ROOT + "/graphql?query=" + encoded(query.replace("Nope", "Live")), token)
                .header("Cache-Control"))
        .as("names change")
        .isEqualTo("no-store");
  }

  /** A field that only one of the two has would be compared with nothing. */
  @Test
  void hasTheFieldsOfRest() {
    IntStream.range(0, KINDS)
        .mapToObj(this::question)
        .forEach(question -> {
          var answer = rest(question.path());
          var one = question.isList() ? answer.path("items").path(0) : answer;
          if (one.isObject()) {
            assertThat(Set.copyOf(fieldNames(one)))
                .as(question.path())
                .isEqualTo(fields(question.type()).keySet());
          }
        });
  }

  private static List<String> fieldNames(JsonNode object) {
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

package io.trueup.listener.daemon.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.introspection.IntrospectionQuery;
import io.trueup.listener.daemon.graphql.QueryException.Kind;
import io.trueup.listener.daemon.view.NameView;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.fingerprint.Sha256;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of queries. */
class GraphQlQuestionsTest {

  private static final String COLUMNS =
      "{ store(name: \"S\") { datasetPage(limit: 30) { items { columns { name } } } } }";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ModelVersion version = version();

  private static ModelVersion version() {
    var datasets = IntStream.range(0, 30).mapToObj(it -> "d" + it).toArray(String[]::new);
    var builder = new EcosystemBuilder().multi("S", datasets);
    IntStream.range(0, 40).forEach(it -> builder.platform("P" + it));
    var ecosystem = builder.build();
    return new ModelVersion(
        new SourceId("acme"),
        1,
        new CommitId("1".repeat(40)),
        new Model(ecosystem, IntentionGraph.of(ecosystem)));
  }

  private GraphQlQuestions within(boolean isIntrospected, int depth, int cost) {
    return new GraphQlQuestions(
        new GraphQlLimits(isIntrospected, depth, cost, Duration.ofSeconds(10)), clock);
  }

  private static QueryRequest request(String text) {
    return new QueryRequest(text, null, null, null, null);
  }

  private String answer(GraphQlQuestions questions, String text) {
    var query = questions.prepare(request(text)).orElseThrow();
    return new String(
        questions.answer(query, version, _ -> version).body(), StandardCharsets.UTF_8);
  }

  private void assertRefused(GraphQlQuestions questions, String text, Kind kind) {
    assertThatThrownBy(() -> answer(questions, text))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource({"4, false", "5, true"})
  void limitsHowDeepAQueryIs(int depth, boolean isAnswered) {
    var questions = within(true, depth, 200_000);

    if (isAnswered) {
      assertThat(answer(questions, COLUMNS)).startsWith("{\"data\"");
    } else {
      assertRefused(questions, COLUMNS, Kind.TOO_COSTLY);
    }
  }

  /** The store, its page, and thirty times the list, the columns and the names of ten of them. */
  @ParameterizedTest
  @CsvSource({"361, false", "362, true"})
  void limitsWhatAQueryCostsByEstimate(int cost, boolean isWithin) {
    var questions = within(true, 12, cost);

    if (isWithin) {
      assertThat(questions.prepare(request(COLUMNS))).isPresent();
    } else {
      assertThatThrownBy(() -> questions.prepare(request(COLUMNS)))
          .hasMessageContaining("costs 362");
    }
  }

  /** What a variable says counts, and what it says by default. */
  @Test
  void estimatesByTheValuesOfVariables() {
    var questions = within(true, 12, 500);
    var text = "query($n: Int = 10) { stores(limit: $n) { items { name } } }";

    assertThat(questions.prepare(request(text))).isPresent();
    assertThatThrownBy(
            () -> questions.prepare(new QueryRequest(text, null, Map.of("n", 1000), null, null)))
        .isInstanceOf(QueryException.class);
  }

  /** The estimate does not know how long lists of names are, so what is found counts too. */
  @ParameterizedTest
  @CsvSource({"40, false", "41, true"})
  void limitsTheSizeOfTheAnswer(int cost, boolean isAnswered) {
    var questions = within(true, 12, cost);
    var text = "{ ecosystem { platforms } }";

    assertThat(questions.prepare(request(text))).isPresent();
    if (isAnswered) {
      assertThat(answer(questions, text)).contains("P39");
    } else {
      assertRefused(questions, text, Kind.TOO_COSTLY);
    }
  }

  @Test
  void endsWhatTakesTooLong() {
    var questions = within(true, 12, 200_000);
    var text = "{ a: diff(from: 1) { from } b: version { version } }";
    var query = questions.prepare(request(text)).orElseThrow();

    assertThatThrownBy(() ->
            questions.answer(
                query,
                version,
                _ -> {
                  clock.advance(Duration.ofSeconds(11));
                  return version;
                }))
        .isInstanceOfSatisfying(
            QueryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
  }

  @Test
  void answersWhatToolsAskAboutTheSchema() {
    var text = IntrospectionQuery.INTROSPECTION_QUERY;

    assertThat(answer(within(true, 12, 200_000), text)).contains("PlatformUse");
    assertRefused(within(false, 12, 200_000), text, Kind.INVALID);
    assertThat(answer(within(false, 12, 200_000), "{ version { __typename } }"))
        .contains("\"Version\"");
  }

  private GraphQlQuestions naming(List<Set<String>> loads) {
    return new GraphQlQuestions(
        GraphQlLimits.STANDARD,
        clock,
        (_, platform, datasets, _) -> {
          loads.add(Set.copyOf(datasets));
          return datasets.stream()
              .collect(Collectors.toMap(it -> it, it -> List.of(name(platform, it))));
        });
  }

  private static NameView name(String platform, String dataset) {
    return new NameView(
        "relation", platform + "/" + dataset, "w", null, dataset, null, Instant.EPOCH, null);
  }

  @Test
  void readsTheNamesOfAllDatasetsOfALevelAtOnce() {
    var loads = new ArrayList<Set<String>>();

    var answer =
        answer(
            naming(loads),
            """
            { stores(limit: 2) { items { datasetPage(limit: 500) { items {
                names(platform: "P1") { name } again: names(platform: "P1") { logical }
                other: names(platform: "P2") { logical } } } } }
              dataset(store: "S", name: "d3") { names(platform: "P1") { logical } } }
            """);

    assertThat(answer)
        .contains(
            "{\"names\":[{\"name\":\"S/d7\"}],\"again\":[{\"logical\":\"P1/S/d7\"}],\"other\":[{\"logical\":\"P2/S/d7\"}]}")
        .contains("\"dataset\":{\"names\":[{\"logical\":\"P1/S/d3\"}]}");
    // The dataset itself is on a level of its own; the page asks once for each platform.
    assertThat(loads).hasSizeLessThanOrEqualTo(3);
    assertThat(loads).filteredOn(it -> it.size() == 30).hasSize(2);
  }

  @Test
  void answersTheInstallationsOwnQueriesByTheirNames() {
    var text = "query($n: Int = 2) { stores(limit: $n) { items { name } } }";
    var questions =
        new GraphQlQuestions(
            new GraphQlLimits(
                true,
                12,
                200_000,
                Duration.ofSeconds(10),
                new AllowedQueries(Map.of("stores", text), true)),
            clock);
    var digest = HexFormat.of().formatHex(Sha256.of(text));

    for (var id : List.of("stores", digest)) {
      assertThat(questions.prepare(new QueryRequest(null, null, null, null, id))).isPresent();
      assertThat(questions.prepareKnown(new QueryRequest(null, null, null, null, id))).isPresent();
    }
    assertThat(questions.prepare(request(text))).isPresent();
    assertThat(
            questions.prepare(
                new QueryRequest(
                    null,
                    null,
                    null,
                    Map.of("persistedQuery", Map.of("sha256Hash", digest)),
                    null)))
        .isPresent();
    assertRefused(questions, "{ version { commit } }", Kind.NOT_ALLOWED);
    assertThatThrownBy(() -> questions.prepareKnown(request("{ version { commit } }")))
        .hasMessage(
            "This installation answers only its own queries. Name one of them in 'documentId':"
                + " stores");
    assertThatThrownBy(() -> questions.prepare(new QueryRequest(null, null, null, null, "zones")))
        .hasMessage("No query 'zones' is known here. There are stores");
    assertThatThrownBy(() -> questions.prepare(new QueryRequest(text, null, null, null, "stores")))
        .hasMessageContaining("'query' or 'documentId'");
  }

  @Test
  void refusesToStartWithAQueryThatIsNone() {
    assertThatThrownBy(() ->
            new GraphQlQuestions(
                new GraphQlLimits(
                    true,
                    12,
                    200_000,
                    Duration.ofSeconds(10),
                    new AllowedQueries(Map.of("broken", "{ nothing }"), false)),
                clock))
        .hasMessageStartingWith("Query 'broken': 1:3: ");
  }

  /** A query of twenty characters is a document of some kilobytes. */
  @Test
  void keepsFewTextsHoweverShortTheyAre() {
    var texts = new RecentTexts<Integer>(1000, 100);

    for (var i = 0; i < 1000; i++) {
      texts.keep("key " + i, 1, i);
    }

    assertThat(IntStream.range(0, 1000).filter(it -> texts.find("key " + it).isPresent()).count())
        .isEqualTo(9);
  }

  @Test
  void leavesLargeAnswersOfSmallQueriesToOthers() {
    var questions = within(true, 12, 200_000);
    var text = "{ store(name: \"S\") { datasetPage(limit: 30) { items { columns { name } } } } }";
    var large = "{ a: ecosystem { platforms }" + " b: ecosystem { platforms } }";
    var many =
        IntStream.range(0, 60)
            .mapToObj(it -> "a" + it + ": ecosystem { platforms }")
            .collect(Collectors.joining(" ", "{ ", " }"));

    for (var small : List.of(text, large)) {
      assertThat(questions.answerSmall(questions.prepare(request(small)).orElseThrow(), version))
          .isPresent();
    }
    var query = questions.prepare(request(many)).orElseThrow();
    assertThat(query.isSmall()).isTrue();
    assertThat(questions.answerSmall(query, version)).isEmpty();
    assertThat(answer(questions, many)).contains("P39");
  }

  @Test
  void keepsTextsWithinItsMemory() {
    var texts = new RecentTexts<Integer>(100, 10);

    for (var i = 0; i < 1000; i++) {
      texts.keep("key " + i, 20, i);
      assertThat(texts.characters()).isLessThanOrEqualTo(100);
      assertThat(texts.find("key 0").isPresent()).as("used each time").isEqualTo(true);
    }
    assertThat(texts.find("key 999")).contains(999);
    assertThat(texts.find("key 500")).isEmpty();
    texts.keep("key 999", 0, 1);
    assertThat(texts.characters()).isEqualTo(70);
  }

  @Test
  void readsNothingTwice() {
    var questions = within(true, 12, 200_000);

    assertThat(questions.prepareKnown(request(COLUMNS))).isEmpty();
    questions.prepare(request(COLUMNS));
    assertThat(questions.prepareKnown(request(COLUMNS))).isPresent();
  }
}

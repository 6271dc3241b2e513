package io.trueup.listener.daemon.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.introspection.IntrospectionQuery;
import io.trueup.listener.daemon.graphql.QueryException.Kind;
import io.trueup.listener.engine.snapshot.ModelVersion;
import io.trueup.model.EcosystemBuilder;
import io.trueup.model.graph.IntentionGraph;
import io.trueup.model.verdict.Model;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
    return new QueryRequest(text, null, null, null);
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
            () -> questions.prepare(new QueryRequest(text, null, Map.of("n", 1000), null)))
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

  @Test
  void keepsTextsWithinItsMemory() {
    var texts = new RecentTexts<Integer>(100);

    for (var i = 0; i < 1000; i++) {
      texts.keep("key " + i, 30, i);
      assertThat(texts.characters()).isLessThanOrEqualTo(100);
      assertThat(texts.find("key 0").isPresent()).as("used each time").isEqualTo(true);
    }
    assertThat(texts.find("key 999")).contains(999);
    assertThat(texts.find("key 500")).isEmpty();
    texts.keep("key 999", 10, 1);
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

package io.trueup.platforms.relational.schema;

import static io.trueup.platforms.relational.schema.TestSchemas.ID;
import static io.trueup.platforms.relational.schema.TestSchemas.NAME;
import static io.trueup.platforms.relational.schema.TestSchemas.T;
import static io.trueup.platforms.relational.schema.TestSchemas.V;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTextTest {

  private static final String OURS =
      PostgresSql.viewQuery(new DesiredView(V, T, List.of(ID, NAME), "name IS NULL", "a view"));

  @Test
  void knowsItsOwnQueryAsOlderServersSpellIt() {
    assertThat(
            ViewText.isSame(
                OURS,
                """
                 WITH merged AS (
                         SELECT t.id,
                            t.name
                           FROM live.t
                          WHERE (t.name IS NULL)
                        )
                 SELECT merged.id,
                    merged.name
                   FROM merged;
                """))
        .isTrue();
  }

  @Test
  void knowsItsOwnQueryAsNewerServersSpellIt() {
    assertThat(
            ViewText.isSame(
                OURS,
                " WITH merged AS (\n"
                    + " SELECT id, name FROM live.t WHERE (name IS NULL)) SELECT id, name FROM"
                    + " merged"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH merged AS (SELECT id, name FROM live.t) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.u WHERE name IS NULL) SELECT id, name FROM"
            + " merged",
        "WITH merged AS (SELECT id, name FROM live2.t WHERE name IS NULL) SELECT id, name FROM"
            + " merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NOT NULL) SELECT id, name FROM"
            + " merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE id IS NULL) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NULL) SELECT id, 'x' AS name"
            + " FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NULL LIMIT 5) SELECT id, name"
            + " FROM merged",
        "SELECT id, name FROM live.t WHERE name IS NULL"
      })
  void tellsEveryOtherQueryApart(String other) {
    assertThat(ViewText.isSame(OURS, other)).isFalse();
  }

  @Test
  void namesThatNeedQuotesAreNotThoseThatDoNot() {
    assertThat(ViewText.isSame("SELECT \"A\" FROM t", "SELECT a FROM t")).isFalse();
    assertThat(ViewText.isSame("SELECT \"a\" FROM t", "SELECT A FROM t")).isTrue();
    assertThat(ViewText.isSame("SELECT \"a.b\" FROM t", "SELECT a.b FROM t")).isFalse();
  }

  /** The same tokens by a regular expression. */
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'|[\\p{L}_][\\p{L}\\p{N}_$]*|\\S");

  private static List<String> byPattern(String query) {
    return TOKEN
        .matcher(query)
        .results()
        .map(MatchResult::group)
        .filter(it -> !Set.of("(", ")", ";").contains(it))
        .map(it -> it.matches("\"[a-z_][a-z0-9_$]*\"") ? it.substring(1, it.length() - 1) : it)
        .map(it -> it.matches("['\"](?s:.*)") ? it : it.toLowerCase(Locale.ROOT))
        .toList();
  }

  @Test
  void itsTokensAreThoseOfAPattern() {
    var seed = System.nanoTime();
    var random = new Random(seed);
    var parts =
        List.of(
            "\"", "'", "a", "Z", "_", "$", "7", "é", "𝒜", "①", " ", "\n", "(", ")", ";", "::",
            "€");
    for (var round = 0; round < 20_000; round++) {
      var query =
          random
              .ints(random.nextInt(12), 0, parts.size())
              .mapToObj(parts::get)
              .collect(Collectors.joining());

      assertThat(ViewText.tokens(query)).as("seed %d: %s", seed, query).isEqualTo(byPattern(query));
    }
  }
}

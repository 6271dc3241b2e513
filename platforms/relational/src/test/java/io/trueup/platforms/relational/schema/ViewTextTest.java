package io.trueup.platforms.relational.schema;

import static io.trueup.platforms.relational.schema.TestSchemas.ID;
import static io.trueup.platforms.relational.schema.TestSchemas.NAME;
import static io.trueup.platforms.relational.schema.TestSchemas.T;
import static io.trueup.platforms.relational.schema.TestSchemas.V;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
                " WITH merged AS (\n SELECT id, name FROM live.t WHERE (name IS NULL)) SELECT id, name FROM merged"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH merged AS (SELECT id, name FROM live.t) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.u WHERE name IS NULL) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live2.t WHERE name IS NULL) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NOT NULL) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE id IS NULL) SELECT id, name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NULL) SELECT id, 'x' AS name FROM merged",
        "WITH merged AS (SELECT id, name FROM live.t WHERE name IS NULL LIMIT 5) SELECT id, name FROM merged",
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
}

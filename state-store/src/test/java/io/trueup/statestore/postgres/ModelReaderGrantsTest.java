package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.statestore.PhysicalNames.Filter;
import io.trueup.statestore.PhysicalNames.Position;
import io.trueup.statestore.StateStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A model server's database user, with exactly the grants of its page. */
class ModelReaderGrantsTest {

  private static final String PASSWORD = "canary-reader";
  private static final StoreDatabase DATABASE = new StoreDatabase();
  private static final String USER = "reader_" + DATABASE.database().name();

  /** All that may be read; anything else is a mistake. */
  private static final List<String> READABLE =
      List.of(
          "trueup.drifted_node",
          "trueup.model_lease",
          "trueup.model_server",
          "trueup.physical_name",
          "trueup.platform (id, source, name)",
          "trueup.platform_now",
          "trueup.run_now",
          "trueup.served_version",
          "trueup.source",
          "trueup.version",
          "trueup.version_impact",
          "trueup.version_problem");

  private static PostgresStateStore reading;

  @BeforeAll
  static void grant() throws IOException {
    try (var store = DATABASE.open()) {
      new Story(store).writeAll();
    }
    DATABASE.asSuperuser(
        grants()
            .replace("model_reader", USER)
            .replace("PASSWORD '...'", "PASSWORD '" + PASSWORD + "'"));
    reading =
        PostgresStateStore.reading(
            new DatabaseSettings(
                DATABASE.database().jdbcUrl(), USER, PASSWORD, 2, Duration.ofSeconds(10)));
  }

  private static String grants() throws IOException {
    var page = Files.readString(Path.of("../docs/model-servers.md"));
    var fence = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(fence.find()).isTrue();
    return fence.group(1);
  }

  @AfterAll
  static void drop() {
    reading.close();
    DATABASE.asSuperuser("DROP OWNED BY " + USER);
    DATABASE.asSuperuser("DROP ROLE " + USER);
    DATABASE.close();
  }

  @Test
  void allThatAModelServerAsksForIsReadable() {
    assertThat(reading.now()).isNotNull();
    var platform = reading.platforms().all().getFirst().id();
    var source = platform.source();
    assertThat(reading.sources().find(source)).isPresent();
    assertThat(reading.platforms().find(platform)).isPresent();
    assertThat(reading.versions().find(source, 1)).isPresent();
    assertThat(reading.versions().nextAccepted(source, 0)).isPresent();
    assertThat(reading.versions().newestAccepted(source, reading.now())).isPresent();
    assertThat(reading.runs().live(platform)).isNotNull();
    assertThat(reading.modelLeases().live(source)).isNotNull();
    assertThat(reading.modelServers().served(source)).isPresent();
    assertThat(reading.modelServers().all()).isNotNull();
    assertThat(reading.names().search(platform, Filter.ALL, Position.START, 10)).isNotNull();
    assertThat(reading.tokens().find("no digest")).isEmpty();
  }

  @Test
  void aTokenIsFoundByItsDigestAlone() {
    var digest =
        DATABASE.asSuperuser(
            "SELECT digest FROM trueup.api_token WHERE revoked_at IS NULL ORDER BY id LIMIT 1");
    assertThat(reading.tokens().find(digest)).isPresent();
    assertThatThrownBy(() -> reading.tokens().all())
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("api_token");
  }

  @Test
  void nothingElseIsReadable() {
    var readable =
        DATABASE.asSuperuser(
            """
            SELECT string_agg(r.what, ';' ORDER BY r.what)
              FROM (SELECT format('%%s.%%s', n.nspname, c.relname)
                           || CASE WHEN has_table_privilege('%1$s', c.oid, 'SELECT') THEN ''
                                   ELSE (SELECT format(' (%%s)', string_agg(a.attname, ', ' ORDER BY a.attnum))
                                           FROM pg_attribute AS a
                                          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                                            AND has_column_privilege('%1$s', c.oid, a.attnum, 'SELECT'))
                              END AS what
                      FROM pg_class AS c
                      JOIN pg_namespace AS n ON n.oid = c.relnamespace
                     WHERE n.nspname IN ('trueup', 'audit', 'alarms')
                       AND c.relkind IN ('r', 'p', 'v', 'm')
                       AND has_any_column_privilege('%1$s', c.oid, 'SELECT')) AS r
            """
                .formatted(USER));
    assertThat(Stream.of(readable.split(";"))).containsExactlyElementsOf(READABLE);
  }

  @Test
  void nothingIsWritable() {
    assertThat(
            DATABASE.asSuperuser(
                """
                SELECT count(*)
                  FROM pg_class AS c
                  JOIN pg_namespace AS n ON n.oid = c.relnamespace
                 WHERE n.nspname IN ('trueup', 'audit', 'alarms')
                   AND c.relkind IN ('r', 'p', 'v', 'm')
                   AND has_any_column_privilege('%1$s', c.oid, 'INSERT, UPDATE, REFERENCES')
                """
                    .formatted(USER)))
        .isEqualTo("0");
  }

  @Test
  void noOneElseMayAskForTokens() {
    assertThat(
            DATABASE.asSuperuser(
                "SELECT has_function_privilege('public', 'trueup.find_api_token(text)',"
                    + " 'EXECUTE')"))
        .isEqualTo("f");
  }
}

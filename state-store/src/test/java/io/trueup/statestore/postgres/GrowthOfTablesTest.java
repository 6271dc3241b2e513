package io.trueup.statestore.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every table is bounded by something or has a rule, and docs/operating.md says by what: a new
 * table has to be decided on.
 */
class GrowthOfTablesTest {

  private static final Pattern LIST =
      Pattern.compile("<!-- tables -->(.*)<!-- end of tables -->", Pattern.DOTALL);
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ([^|]*) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z_]+(?:\\.[a-z_]+)?)`");

  @Test
  void theGrowthOfEveryTableIsDecided() throws IOException {
    try (var database = new StoreDatabase()) {
      var tables =
          database.asSuperuser(
              """
              SELECT string_agg(CASE t.table_schema WHEN 'trueup' THEN '' ELSE t.table_schema || '.' END
                                || t.table_name, ' ')
                FROM information_schema.tables AS t
               WHERE t.table_schema NOT IN ('pg_catalog', 'information_schema')
                 AND t.table_type = 'BASE TABLE'
                 AND t.table_name !~ '^run_history_[0-9]{4}_[0-9]{2}$'
                 AND t.table_name !~ '^qrtz_'
              """);

      assertThat(documented()).containsExactlyInAnyOrder(tables.split(" "));
    }
  }

  private static List<String> documented() throws IOException {
    var page =
        Stream.of(Path.of("docs"), Path.of("..", "docs"))
            .map(it -> it.resolve("operating.md"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    var list = LIST.matcher(Files.readString(page));
    assertThat(list.find()).isTrue();
    return FIRST_CELL
        .matcher(list.group(1))
        .results()
        .map(it -> it.group(1))
        .flatMap(it -> NAME.matcher(it).results())
        .map(it -> it.group(1))
        .toList();
  }
}

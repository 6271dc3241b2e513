package io.trueup.platforms.relational.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.type.DataType;
import io.trueup.platforms.relational.container.TypeMapping.SupportedType;
import io.trueup.platforms.relational.container.TypeMapping.Wider;
import io.trueup.statestore.testing.TestDatabase;
import io.trueup.statestore.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares the table of PostgreSQL with a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresProofTest {

  private static final int COLUMNS = 300;

  private final TestDatabase database = TestPostgres.freshDatabase();
  private Connection connection;
  private ContainerRules rules;

  @BeforeAll
  void connect() throws SQLException {
    connection = database.connect();
    sql("SET TimeZone = 'UTC'");
    rules =
        ContainerRulesTest.rules(
            DataContainer.Type.POSTGRES, rows("SHOW server_version").getFirst());
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
    database.close();
  }

  private void sql(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> rows(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(String.valueOf(rows.getString(1)));
      }
      return found;
    }
  }

  private static String element(String name, SupportedType held) {
    var check =
        held instanceof Wider wider
            ? wider.checkOf(name).map(it -> " CHECK (" + it + ")").orElse("")
            : "";
    return name + " " + held.sql() + check;
  }

  /** The types of a table's columns as the catalog spells them, in their order. */
  private List<String> catalog(String table) throws SQLException {
    return rows(
        """
        SELECT format_type(atttypid, atttypmod)
          FROM pg_attribute
         WHERE attrelid = '%s'::regclass
           AND attnum > 0
         ORDER BY attnum
        """
            .formatted(table));
  }

  @Test
  void theCatalogSpellsTypesAsWeDo() throws SQLException {
    var seed = Long.getLong("trueup.containers.seed", 1);
    var random = new Random(seed);
    var held =
        Stream.concat(
                ModelTypes.all().stream(),
                Stream.generate(() -> ModelTypes.random(random, 4)).limit(500))
            .map(rules::mapping)
            .filter(SupportedType.class::isInstance)
            .map(SupportedType.class::cast)
            .toList();
    for (var from = 0; from < held.size(); from += COLUMNS) {
      var some = held.subList(from, Math.min(from + COLUMNS, held.size()));
      var elements = new ArrayList<String>();
      some.forEach(it -> elements.add(element("c" + elements.size(), it)));
      sql("CREATE TABLE types (%s)".formatted(String.join(", ", elements)));

      var found = catalog("types");

      assertThat(found)
          .as("seed %d", seed)
          .isEqualTo(some.stream().map(SupportedType::sql).toList());
      assertThat(found.stream().map(PostgresTypeText::canonical)).isEqualTo(found);
      sql("DROP TABLE types");
    }
  }

  @Test
  void aliasesAreOneType() throws SQLException {
    var aliases =
        List.of(
            "int2",
            "int",
            "int4",
            "INT8",
            "float4",
            "float8",
            "float",
            "float(24)",
            "float(25)",
            "bool",
            "varchar",
            "varchar(40)",
            "char varying(3)",
            "national character varying(4)",
            "char",
            "char(3)",
            "nchar(3)",
            "bpchar",
            "bpchar(7)",
            "decimal",
            "dec(9)",
            "numeric",
            "numeric(10)",
            "numeric(10, 2)",
            "timestamp",
            "timestamptz",
            "timestamp(3)",
            "timestamp (3) with time zone",
            "timestamptz(0)",
            "time",
            "timetz",
            "time(3)",
            "time(3) with time zone",
            "interval",
            "interval(3)",
            "interval day to second(3)",
            "bit",
            "bit(3)",
            "varbit",
            "varbit(9)",
            "bytea",
            "uuid",
            "json",
            "jsonb",
            "text[]",
            "varchar(9)[]",
            "int4[3]",
            "numeric(4,2)[][]",
            "money",
            "inet",
            "pg_catalog.int4",
            "\"char\"",
            "xml",
            "date",
            "name",
            "timestamp[]");
    var elements = new ArrayList<String>();
    aliases.forEach(it -> elements.add("c" + elements.size() + " " + it));
    sql("CREATE TABLE aliases (%s)".formatted(String.join(", ", elements)));

    assertThat(aliases.stream().map(PostgresTypeText::canonical)).isEqualTo(catalog("aliases"));
  }

  @Test
  void columnsHaveTheirCollation() throws SQLException {
    var type = DataType.parse("varchar(40) collate \"C\"");
    var held = (SupportedType) rules.mapping(type);
    sql(
        "CREATE TABLE collated (c %s %s)"
            .formatted(held.sql(), rules.collation(type).orElseThrow()));

    assertThat(
            rows(
                "SELECT collation_name FROM information_schema.columns WHERE table_name ="
                    + " 'collated'"))
        .containsExactly("C");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          boolean         | true ; false
          tinyint         | -128 ; 127
          smallint        | -32768 ; 32767
          integer         | -2147483648 ; 2147483647
          bigint          | -9223372036854775808 ; 9223372036854775807
          float16         | 65504 ; 5.9604645e-08 ; NaN ; -Infinity ; -0
          float32         | 3.4028235e+38 ; 1e-45 ; NaN ; Infinity ; -Infinity ; -0
          float64         | 1.7976931348623157e+308 ; 5e-324 ; NaN ; Infinity ; -Infinity ; -0
          fp8_e8m0        | 5.877472e-39 ; 1.7014118e+38 ; NaN
          decimal(10,2)   | 99999999.99 ; -99999999.99 ; 0.01
          decimal(1,1)    | 0.9 ; -0.9
          varchar(3)      | aé漢 ; \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00
          string          | 'a' "b" \\\\ ; NULL
          date            | 4713-01-01 BC ; 0001-01-01 ; 9999-12-31 ; 5874897-12-31
          time            | 00:00:00 ; 23:59:59.999999
          timestamp       | 4713-01-01 00:00:00 BC ; 2000-02-29 23:59:59.999999 ; 294276-12-31 23:59:59.999999
          timestamp(zone) | 4713-01-01 00:00:00+00 BC ; 2000-02-29 23:59:59.999999+00 ; 294276-12-31 23:59:59.999999+00
          interval        | 178000000 years ; -1 years -2 mons +3 days -04:05:06.000007
          binary(4)       | \\x ; \\x00 ; \\x00ff00ff
          binary          | \\x00ff
          uuid            | 00000000-0000-0000-0000-000000000000 ; ffffffff-ffff-ffff-ffff-ffffffffffff
          variant         | null ; {"a": [1, "x", null, 123456789012345678901234567890.123456789]}
          vector(3)       | {1,-0,3.4028235e+38}
          geography       | \\x0101000020e6100000000000000000f03f0000000000000040
          array<integer>  | {} ; {1,NULL,-2147483648}
          array<tinyint>  | {-128,127}
          array<varchar(3)> | {aé漢,NULL,""}
          array<decimal(4,2)> | {99.99,-0.01}
          map<integer,date> | {"1": "2000-01-01"}
          """)
  void valuesAtTheBoundsSurvive(String type, String values) throws SQLException {
    var held = (SupportedType) rules.mapping(DataType.parse(type));
    sql("DROP TABLE IF EXISTS bounds");
    sql("CREATE TABLE bounds (n serial, %s)".formatted(element("c", held)));
    var expected = List.of(values.split(" ; ", -1));
    for (var value : expected) {
      sql("INSERT INTO bounds (c) VALUES ('%s')".formatted(value.replace("'", "''")));
    }

    assertThat(rows("SELECT c::text FROM bounds ORDER BY n")).isEqualTo(expected);
  }

  @Test
  void theLongestOfAllSurvive() throws SQLException {
    var digits = "9".repeat(1_000);
    var padded = "ab" + " ".repeat(3);
    sql(
        "CREATE TABLE longest (d numeric(1000,0), t character varying(10485760), p character"
            + " varying(5))");
    sql("INSERT INTO longest VALUES (%s, repeat('é', 10485760), '%s')".formatted(digits, padded));

    assertThat(rows("SELECT d FROM longest")).containsExactly(digits);
    assertThat(rows("SELECT char_length(t) FROM longest")).containsExactly("10485760");
    assertThat(rows("SELECT p FROM longest")).containsExactly(padded);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          tinyint        | 128
          tinyint        | -129
          binary(2)      | \\x000000
          vector(2)      | {1}
          array<integer> | {{1},{2}}
          varchar(3)     | abcd
          """)
  void valuesBeyondTheBoundsAreRefused(String type, String value) throws SQLException {
    var held = (SupportedType) rules.mapping(DataType.parse(type));
    sql("DROP TABLE IF EXISTS beyond");
    sql("CREATE TABLE beyond (%s)".formatted(element("c", held)));

    assertThatThrownBy(() -> sql("INSERT INTO beyond VALUES ('%s')".formatted(value)))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void reservesTheWordsThatTheServerReserves() throws SQLException {
    assertThat(rules.identifiers().reserved())
        .containsExactlyInAnyOrderElementsOf(
            rows("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"));
  }

  @Test
  void refusesTheColumnsThatEveryTableHas() throws SQLException {
    assertThat(rules.identifiers().forbidden().names())
        .containsExactlyInAnyOrderElementsOf(
            rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'pg_class'::regclass AND attnum"
                    + " < 0"));
  }

  @Test
  void everyNameIsFoundAgain() throws SQLException {
    var identifiers = rules.identifiers();
    var names = new HashSet<>(identifiers.reserved());
    names.addAll(
        List.of(
            "a".repeat(63),
            "é".repeat(31) + "x",
            "\uD83D\uDE00".repeat(15) + "abc",
            "With \"quotes\"",
            "Mixed",
            "a.b",
            " blank "));
    assertThat(names).allMatch(identifiers::fits);
    assertThat(identifiers.fits("é".repeat(32))).isFalse();
    sql("CREATE SCHEMA names");
    for (var name : names) {
      var quoted = identifiers.quote(name);
      sql("CREATE TABLE names.%s (%s integer, id integer)".formatted(quoted, quoted));
    }

    assertThat(
            Set.copyOf(
                rows(
                    "SELECT relname FROM pg_class WHERE relnamespace = 'names'::regnamespace AND"
                        + " relkind = 'r'")))
        .isEqualTo(names);
    assertThat(
            Set.copyOf(
                rows(
                    "SELECT attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
                        + " WHERE relnamespace = 'names'::regnamespace AND attnum = 1")))
        .isEqualTo(names);
  }

  @Test
  void candidatesNeedNoQuotes() throws SQLException {
    sql("CREATE SCHEMA plain");
    var expected = new HashSet<String>();
    for (var path :
        List.of(
            List.of("NW_Data", "customers"),
            List.of("limit"),
            List.of("PG_x", "é".repeat(80)),
            List.of("a_", "b"),
            List.of("\uD83D\uDE00".repeat(60)),
            List.of("A".repeat(128)))) {
      for (var name : NameCandidates.candidates(rules.identifiers(), path, "_merge")) {
        sql("CREATE TABLE plain.%s (id integer)".formatted(name));
        expected.add(name);
      }
    }

    assertThat(
            Set.copyOf(
                rows("SELECT relname FROM pg_class WHERE relnamespace = 'plain'::regnamespace")))
        .isEqualTo(expected);
  }

  /** Without those that only functions and types cannot have as names. */
  @Test
  void reservedWordsDoNeedQuotes() throws SQLException {
    for (var word : rules.identifiers().reserved()) {
      assertThatThrownBy(() -> sql("CREATE TABLE %s (id integer)".formatted(word)))
          .as(word)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("syntax error");
    }
  }
}

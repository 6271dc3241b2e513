package io.trueup.platforms.relational.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.type.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContainerRulesTest {

  static List<ContainerRules> all() {
    return Arrays.stream(DataContainer.Type.values())
        .filter(ContainerRules::hasRules)
        .flatMap(it -> ContainerRules.versions(it).stream().map(version -> rules(it, version)))
        .toList();
  }

  static ContainerRules rules(DataContainer.Type product, @Nullable String version) {
    return ContainerRules.of(product, version).orElseThrow();
  }

  private static DataContainer container(DataContainer.Type type, @Nullable String version) {
    var plain = DataContainer.of("USA/NorthWind/box", type, "h", 0, "d", List.of());
    return new DataContainer(
        plain.qualifiedName(),
        type,
        plain.host(),
        0,
        plain.database(),
        null,
        plain.storage(),
        List.of(),
        null,
        false,
        version,
        plain.documentation());
  }

  @ParameterizedTest
  @MethodSource("all")
  void saysOfEveryTypeHowItIsHeld(ContainerRules rules) {
    var seed = Long.getLong("trueup.containers.seed", 1);
    var random = new Random(seed);
    var types =
        Stream.concat(
            ModelTypes.all().stream(),
            Stream.generate(() -> ModelTypes.random(random, 4)).limit(500));

    types.forEach(type -> assertThat(complete(rules, type)).as("%s, seed %d", type, seed).isTrue());
  }

  /** Whether no hole of a template is left, and what is refused has a remedy. */
  private static boolean complete(ContainerRules rules, DataType type) {
    return switch (rules.mapping(type)) {
      case TypeMapping.Exact(var sql) -> isFilled(sql);
      case TypeMapping.Wider(var sql, var check) ->
          isFilled(sql) && isFilled(check.replace(TypeMapping.COLUMN, "c"));
      case TypeMapping.Converted(var sql, var how) -> isFilled(sql) && !how.isEmpty();
      case TypeMapping.UnsupportedType(var message, var remedy) ->
          message.startsWith(rules.toString()) && isFilled(message) && isFilled(remedy);
    };
  }

  private static boolean isFilled(String text) {
    return text.isEmpty() || !(text.contains("{") || text.isBlank());
  }

  /** A narrower type that is read back would lose values of the one that was declared. */
  @ParameterizedTest
  @MethodSource("all")
  void readsWhatIsHeldExactlyAsTheSameType(ContainerRules rules) {
    for (var type : ModelTypes.all()) {
      if (rules.mapping(type) instanceof TypeMapping.Exact(var sql)) {
        rules
            .modelType(sql)
            .ifPresent(read ->
                assertThat(rules.mapping(read))
                    .as("%s is %s is %s", type, sql, read)
                    .isEqualTo(new TypeMapping.Exact(sql)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          POSTGRES  | none   | PostgreSQL 18
          POSTGRES  | 13     | PostgreSQL 13
          POSTGRES  | 17.2   | PostgreSQL 17
          POSTGRES  | 99     | PostgreSQL 18
          POSTGRES  | 16 (Debian 16.3-1) | PostgreSQL 16
          ORACLE    | 19c    | Oracle Database 19
          ORACLE    | 23ai   | Oracle Database 23
          ORACLE    | 20     | Oracle Database 19
          MYSQL     | 8.0.35 | MySQL 8.0
          MYSQL     | 8.3    | MySQL 8.0
          ICEBERG   | v3     | Iceberg 3
          SNOWFLAKE | 8.12   | Snowflake
          SNOWFLAKE | any    | Snowflake
          """)
  void choosesTheNewestVersionThatIsNotAbove(
      DataContainer.Type product, @Nullable String version, String expected) {
    assertThat(ContainerRules.of(container(product, version)))
        .map(String::valueOf)
        .hasValue(expected);
    assertThat(ContainerRules.versionProblem(container(product, version))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"9.6", "twelve", "''", "latest"})
  void complainsAboutVersionsThatItDoesNotKnow(String version) {
    assertThat(ContainerRules.versionProblem(container(DataContainer.Type.POSTGRES, version)))
        .hasValue(
            "Container 'USA/NorthWind/box' names version '%s', and the versions known of PostgreSQL are 13, 14, 15, 16, 17, 18"
                .formatted(version));
  }

  @Test
  void leavesBrokersAndManagedContainersAlone() {
    assertThat(ContainerRules.of(container(DataContainer.Type.KAFKA, "x"))).isEmpty();
    assertThat(ContainerRules.of(container(DataContainer.Type.MANAGED, null))).isEmpty();
    assertThat(ContainerRules.versionProblem(container(DataContainer.Type.KAFKA, "x"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          POSTGRES  | 18   | tinyint                   | Wider[sql=smallint, check={column} BETWEEN -128 AND 127]
          POSTGRES  | 18   | char(5)                   | Wider[sql=character varying(5), check=]
          POSTGRES  | 18   | binary(16)                | Wider[sql=bytea, check=octet_length({column}) <= 16]
          POSTGRES  | 18   | varchar(40) collate "C"   | Exact[sql=character varying(40)]
          POSTGRES  | 18   | decimal(1001,0)           | UnsupportedType[message=PostgreSQL 18 holds decimals of at most 1000 digits, and 'decimal(1001,0)' asks for 1001, remedy=Declare a precision of at most 1000]
          POSTGRES  | 18   | array<varchar(3)>         | Wider[sql=character varying(3)[], check=array_ndims({column}) = 1]
          POSTGRES  | 18   | array<array<date>>        | Converted[sql=jsonb, how=as JSON]
          POSTGRES  | 18   | float128                  | UnsupportedType[message=PostgreSQL 18 has no type that holds 'float128' without loss, remedy=Declare it as float64, decimal or string]
          POSTGRES  | 18   | struct<a:mxfp8_e4m3>      | UnsupportedType[message=PostgreSQL 18 has no type that holds 'mxfp8_e4m3' without loss, remedy=Declare it as binary]
          MYSQL     | 8.0  | vector(3)                 | Converted[sql=JSON, how=as JSON]
          MYSQL     | 9.0  | vector(3)                 | Exact[sql=VECTOR(3)]
          ORACLE    | 19   | boolean                   | Converted[sql=NUMBER(1), how=as 0 and 1]
          ORACLE    | 23   | boolean                   | Exact[sql=BOOLEAN]
          ORACLE    | 23   | varchar(999)              | Converted[sql=VARCHAR2(1000 CHAR), how=with U+0000 before what is empty or begins with it, since an empty text is NULL]
          SQLSERVER | 2022 | varchar(2000)             | Wider[sql=nvarchar(4000), check=]
          SQLSERVER | 2022 | varchar(2001)             | Wider[sql=nvarchar(max), check=]
          DB2       | 11.5 | decimal(32,0)             | UnsupportedType[message=Db2 11.5 holds decimals of at most 31 digits, and 'decimal(32,0)' asks for 32, remedy=Declare a precision of at most 31]
          REDSHIFT  | 1    | varchar(40)               | Wider[sql=VARCHAR(160), check=]
          REDSHIFT  | 1    | varchar collate "C"       | UnsupportedType[message=Amazon Redshift gives a column no collation 'C', remedy=Declare it without a collation, or with one of CASE_SENSITIVE, CASE_INSENSITIVE]
          ICEBERG   | 3    | varchar collate "C"       | UnsupportedType[message=Iceberg 3 gives a column no collation 'C', remedy=Declare it without a collation]
          SNOWFLAKE | 1    | decimal(38,37)            | Exact[sql=NUMBER(38,37)]
          BIGQUERY  | 1    | decimal(38,9)             | Exact[sql=NUMERIC(38,9)]
          BIGQUERY  | 1    | decimal(39,9)             | Exact[sql=BIGNUMERIC(39,9)]
          BIGQUERY  | 1    | struct<a:date,b:array<date>> | Converted[sql=STRUCT<a DATE, b STRUCT<items ARRAY<STRUCT<item DATE>>>>, how='array<date>' as structs, since an array itself holds no NULL and is never NULL]
          ICEBERG   | 2    | variant                   | Converted[sql=string, how=as its JSON text]
          ICEBERG   | 3    | variant                   | Exact[sql=variant]
          ICEBERG   | 3    | map<date,struct<a:tinyint>> | Wider[sql=map<date, struct<a: int>>, check=]
          """)
  void holds(DataContainer.Type product, String version, String type, String expected) {
    assertThat(rules(product, version).mapping(DataType.parse(type))).hasToString(expected);
  }

  @Test
  void saysACheckOfAColumn() {
    assertThat(new TypeMapping.Wider("bytea", "octet_length({column}) <= 4").checkOf("\"a b\""))
        .hasValue("octet_length(\"a b\") <= 4");
    assertThat(new TypeMapping.Wider("real", "").checkOf("x")).isEmpty();
  }

  @Test
  void saysACollationApartFromItsType() {
    var type = DataType.parse("varchar(9) collate \"de-DE\"");

    assertThat(rules(DataContainer.Type.POSTGRES, null).collation(type))
        .hasValue("COLLATE \"de-DE\"");
    assertThat(rules(DataContainer.Type.SNOWFLAKE, null).collation(type))
        .hasValue("COLLATE 'de-DE'");
    assertThat(rules(DataContainer.Type.POSTGRES, null).collation(DataType.parse("varchar(9)")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      quoteCharacter = '~',
      textBlock =
          """
          POSTGRES  | int4                        | integer
          POSTGRES  | VARCHAR(40)                 | varchar(40)
          POSTGRES  | character varying           | varchar
          POSTGRES  | timestamp(3) with time zone | timestamp(zone)
          POSTGRES  | numeric(10, 2)              | decimal(10,2)
          POSTGRES  | numeric                     | none
          POSTGRES  | numeric(3,-2)               | none
          POSTGRES  | double precision[]          | array<float64>
          POSTGRES  | jsonb                       | variant
          POSTGRES  | money                       | none
          ORACLE    | NUMBER(10,2)                | decimal(10,2)
          ORACLE    | TIMESTAMP(6) WITH LOCAL TIME ZONE | timestamp(zone)
          ORACLE    | TIMESTAMP(9)                | none
          SQLSERVER | tinyint                     | smallint
          SQLSERVER | float(53)                   | float64
          SQLSERVER | nvarchar(max)               | varchar
          MYSQL     | tinyint(1)                  | boolean
          MYSQL     | tinyint                     | tinyint
          MYSQL     | tinyint unsigned            | none
          SNOWFLAKE | NUMBER(38,0)                | decimal(38,0)
          BIGQUERY  | BIGNUMERIC(40,2)            | decimal(40,2)
          ICEBERG   | long                        | bigint
          """)
  void readsNativeTypes(DataContainer.Type product, String text, @Nullable String expected) {
    assertThat(rules(product, null).modelType(text).map(DataType::toString).orElse(null))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          POSTGRES  | Order | "Order"
          POSTGRES  | a"b   | "a""b"
          MYSQL     | a`b   | `a``b`
          SQLSERVER | a]b   | [a]]b]
          """)
  void quotes(DataContainer.Type product, String name, String expected) {
    assertThat(rules(product, null).identifiers().quote(name)).isEqualTo(expected);
  }
}

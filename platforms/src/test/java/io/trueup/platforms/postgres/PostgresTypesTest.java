package io.trueup.platforms.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.type.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boolean          | boolean
          tinyint          | smallint
          smallint         | smallint
          integer          | integer
          bigint           | bigint
          float32          | real
          float64          | double precision
          float16          | real
          fp8_e8m0         | real
          fp4_e2m1         | real
          decimal(10,2)    | numeric(10,2)
          decimal(1000,0)  | numeric(1000,0)
          char(5)          | character varying(5)
          varchar(40)      | character varying(40)
          varchar          | text
          nchar(5)         | character varying(5)
          nvarchar(10485760) | character varying(10485760)
          nvarchar         | text
          string(7)        | character varying(7)
          string           | text
          date             | date
          time             | time without time zone
          timestamp        | timestamp without time zone
          timestamp(zone)  | timestamp with time zone
          interval         | interval
          binary(16)       | bytea
          binary           | bytea
          variant          | jsonb
          uuid             | uuid
          """)
  void mapsWithoutLoss(String type, String expected) {
    assertThat(PostgresTypes.map(DataType.parse(type)))
        .isEqualTo(new PostgresTypes.Native.Held(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          float128         | Declare it as float64 or decimal
          float256         | Declare it as float64 or decimal
          mxfp8_e4m3       | Declare it as binary
          vector(3)        | Declare it as variant or binary
          geography        | Declare it as variant or binary
          array<integer>   | Declare it as variant
          map<uuid,date>   | Declare it as variant
          struct<a:date>   | Declare it as variant
          """)
  void refusesWhatPostgresHasNoTypeFor(String type, String remedy) {
    assertThat(PostgresTypes.map(DataType.parse(type)))
        .isEqualTo(
            new PostgresTypes.Native.NotHeld(
                "Postgres has no type that holds '%s' without loss".formatted(type), remedy));
  }

  @Test
  void saysWhatItCannotHold() {
    assertThat(PostgresTypes.map(DataType.parse("varchar(10485761)")))
        .isEqualTo(
            new PostgresTypes.Native.NotHeld(
                "Postgres bounds text at no more than 10485760 characters, and 'varchar(10485761)' asks for 10485761",
                "Declare it without a length, or with one of at most 10485760"));
    assertThat(PostgresTypes.map(DataType.parse("decimal(1001,2)")))
        .isEqualTo(
            new PostgresTypes.Native.NotHeld(
                "Postgres holds decimals of at most 1000 digits, and 'decimal(1001,2)' asks for 1001",
                "Declare a precision of at most 1000"));
    assertThat(PostgresTypes.map(DataType.parse("binary(1073741824)")))
        .isInstanceOf(PostgresTypes.Native.NotHeld.class);
    assertThat(PostgresTypes.map(DataType.parse("varchar collate \"de_DE\"")))
        .isEqualTo(
            new PostgresTypes.Native.NotHeld(
                "The collation of 'varchar collate \"de_DE\"' is not one that Trueup gives to a column in Postgres yet",
                "Declare it without a collation"));
  }
}

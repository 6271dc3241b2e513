package io.trueup.platforms.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.type.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
  @EnumSource(DataType.Kind.class)
  void mapsEveryKind(DataType.Kind kind) {
    assertThat(PostgresTypes.map(new DataType(kind, 4, 2)))
        .isInstanceOf(PostgresTypes.Native.Held.class);
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
    assertThat(PostgresTypes.map(new DataType(DataType.Kind.BINARY, 1_073_741_824, DataType.NONE)))
        .isInstanceOf(PostgresTypes.Native.NotHeld.class);
  }
}

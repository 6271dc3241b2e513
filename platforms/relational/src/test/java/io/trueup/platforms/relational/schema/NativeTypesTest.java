package io.trueup.platforms.relational.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.platforms.relational.schema.NativeTypes.Step;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          integer                        | integer                        | SAME
          character varying(10)          | character varying(20)          | KEPT
          character varying(10)          | character varying              | KEPT
          character varying(10)          | text                           | KEPT
          character varying              | text                           | KEPT
          text                           | character varying              | KEPT
          character varying(20)          | character varying(10)          | NONE
          text                           | character varying(10)          | NONE
          character(10)                  | character varying(10)          | NONE
          numeric(10,2)                  | numeric(12,2)                  | KEPT
          numeric(10,2)                  | numeric                        | KEPT
          numeric(10,2)                  | numeric(12,4)                  | REWRITTEN
          numeric(10,2)                  | numeric(10,4)                  | NONE
          numeric(10,2)                  | numeric(8,2)                   | NONE
          numeric                        | numeric(20,2)                  | NONE
          smallint                       | integer                        | REWRITTEN
          integer                        | bigint                         | REWRITTEN
          bigint                         | integer                        | NONE
          integer                        | numeric(10,0)                  | REWRITTEN
          integer                        | numeric(12,3)                  | NONE
          bigint                         | numeric                        | REWRITTEN
          integer                        | double precision               | NONE
          real                           | double precision               | REWRITTEN
          double precision               | real                           | NONE
          date                           | timestamp without time zone    | REWRITTEN
          date                           | timestamp with time zone       | NONE
          timestamp(3) without time zone | timestamp(6) without time zone | KEPT
          timestamp(3) without time zone | timestamp without time zone    | KEPT
          timestamp without time zone    | timestamp(3) without time zone | NONE
          timestamp without time zone    | timestamp with time zone       | NONE
          interval(3)                    | interval                       | KEPT
          interval day to second         | interval                       | NONE
          uuid                           | text                           | NONE
          integer[]                      | bigint[]                       | NONE
          """)
  void saysHowOneTypeRelatesToAnother(String from, String to, Step expected) {
    assertThat(NativeTypes.between(from, to)).isEqualTo(expected);
  }
}

package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.type.DataType.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boolean",
        "tinyint",
        "smallint",
        "integer",
        "bigint",
        "float32",
        "float64",
        "decimal(10,2)",
        "decimal(5,5)",
        "decimal(1,0)",
        "char(1)",
        "varchar",
        "varchar(40)",
        "nchar(3)",
        "nvarchar",
        "nvarchar(7)",
        "string",
        "string(9)",
        "date",
        "time",
        "timestamp",
        "timestamp(zone)",
        "interval",
        "binary",
        "binary(16)",
        "variant",
        "uuid"
      })
  void writesATypeAsItWasRead(String text) {
    assertThat(DataType.parse(text)).hasToString(text);
  }

  @Test
  void readsEveryKind() {
    for (var kind : Kind.values()) {
      var parameters =
          switch (kind) {
            case DECIMAL -> "(3,1)";
            case CHAR, NCHAR -> "(3)";
            default -> "";
          };
      assertThat(DataType.parse(kind.text() + parameters).kind()).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VARCHAR( 40 ) | varchar(40)",
        "' decimal ( 10 , 2 ) ' | decimal(10,2)",
        "Timestamp ( Zone ) | timestamp(zone)",
        "INTEGER | integer",
      })
  void ignoresCaseAndSpacesAroundBrackets(String text, String canonical) {
    assertThat(DataType.parse(text)).hasToString(canonical);
  }

  @Test
  void keepsSizesApartFromTheirAbsence() {
    assertThat(DataType.parse("varchar")).isEqualTo(DataType.of(Kind.VARCHAR));
    assertThat(DataType.parse("varchar(7)"))
        .isEqualTo(new DataType(Kind.VARCHAR, 7, DataType.NONE));
    assertThat(DataType.parse("decimal(7,0)")).isEqualTo(new DataType(Kind.DECIMAL, 7, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | '' is not a type",
        "varchat(40) | 'varchat(40)' is not a type",
        "var char(40) | 'var char(40)' is not a type",
        "timestamp_zone | 'timestamp_zone' is not a type",
        "varchar(4 0) | 'varchar(4 0)' is not a type: its brackets hold no list of whole numbers",
        "varchar() | 'varchar()' is not a type: its brackets hold no list of whole numbers",
        "varchar(-1) | 'varchar(-1)' is not a type: its brackets hold no list of whole numbers",
        "varchar(40 | 'varchar(40' is not a type: its brackets hold no list of whole numbers",
        "varchar(40)x | 'varchar(40)x' is not a type: its brackets hold no list of whole numbers",
        "varchar(9999999999) | 'varchar(9999999999)' is not a type: its brackets hold no list of whole numbers",
        "varchar(1,2) | type 'varchar' takes at most one parameter, its length, found 2",
        "integer(4) | type 'integer' takes no parameters, found 1",
        "char | type 'char' takes one parameter, its length, found 0",
        "decimal | type 'decimal' takes two parameters, precision and scale, found 0",
        "decimal(5) | type 'decimal' takes two parameters, precision and scale, found 1",
        "decimal(2,3) | 'decimal(2,3)' has a scale of 3 above its precision of 2",
        "varchar(0) | 'varchar(0)' has size 0; sizes start at 1",
        "decimal(0,0) | 'decimal(0,0)' has size 0; sizes start at 1",
      })
  void saysWhatIsWrongWithATypeThatIsNone(String text, String message) {
    assertThatThrownBy(() -> DataType.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.startsWith(" is not") ? "''" + message : message);
  }

  @ParameterizedTest
  @ValueSource(strings = {",1", " ", "("})
  void refusesAnyLengthOfTextWithoutOverflow(String part) {
    assertThatThrownBy(() -> DataType.parse("varchar(1" + part.repeat(300_000) + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a type has at most 1000 characters, found ");
  }
}

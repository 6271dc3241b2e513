package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Field;
import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Shape;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataTypeTest {

  static List<String> texts() {
    return SampleTypes.TEXTS;
  }

  @ParameterizedTest
  @MethodSource("texts")
  void writesATypeAsItWasRead(String text) {
    assertThat(DataType.parse(text)).hasToString(text);
  }

  @Test
  void hasAnExampleOfEveryWord() {
    assertThat(SampleTypes.TEXTS)
        .extracting(it -> it.replaceAll("[^a-z0-9_].*", ""))
        .containsAll(DataType.keywords());
  }

  @Test
  void distinguishesTypes() {
    assertThat(SampleTypes.ALL).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "VARCHAR( 40 ) | varchar(40)",
        "~ decimal ( 10 , 2 ) ~ | decimal(10,2)",
        "Timestamp ( Zone ) | timestamp(zone)",
        "INTEGER | integer",
        "FP8_E4M3fnuz | fp8_e4m3fnuz",
        "varchar(040) | varchar(40)",
        "VarChar Collate \"de_DE\" | varchar collate \"de_DE\"",
        "varchar(4)collate\"C\" | varchar(4) collate \"C\"",
        "Geography( 4326 , Point ) | geography(4326,point)",
        "geography(4326,geometry) | geography(4326)",
        "STRUCT< Ab : INTEGER , aB:Array < Uuid > > | struct<Ab:integer,aB:array<uuid>>",
        "map < String , Map<date,VARIANT> > | map<string,map<date,variant>>",
      })
  void ignoresCaseAndSpacesExceptInNames(String text, String canonical) {
    assertThat(DataType.parse(text)).hasToString(canonical).isEqualTo(DataType.parse(canonical));
  }

  @Test
  void readsWhatConstructorsMake() {
    assertThat(DataType.parse("varchar"))
        .isEqualTo(new Text(Form.VARCHAR, DataType.UNBOUNDED, null));
    assertThat(DataType.parse("nchar(7) collate \"C\"")).isEqualTo(new Text(Form.NCHAR, 7, "C"));
    assertThat(DataType.parse("decimal(7,0)")).isEqualTo(new Decimal(7, 0));
    assertThat(DataType.parse("geography")).isEqualTo(new Geography(0, Shape.GEOMETRY));
    assertThat(DataType.parse("geography(1,polygon)")).isEqualTo(new Geography(1, Shape.POLYGON));
    assertThat(DataType.parse("map<uuid,array<struct<a:date,b:tinyint>>>"))
        .isEqualTo(
            new MapOf(
                Simple.UUID,
                new ArrayOf(
                    new Struct(
                        List.of(new Field("a", Simple.DATE), new Field("b", Whole.TINYINT))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~ | a type is expected at its end
          varchat(40) | there is no type 'varchat'
          var char(40) | there is no type 'var'
          int | there is no type 'int'
          array<int> | there is no type 'int'
          vär | there is no type 'v'
          timestamp_zone | there is no type 'timestamp_zone'
          timestamp(9) | timestamp takes nothing in brackets but 'zone', found '9'
          timestamp() | 'zone' is expected at character 11, found ')'
          varchar(4 0) | ')' is expected at character 11, found '0'
          varchar() | a whole number is expected at character 9, found ')'
          varchar(-1) | a whole number is expected at character 9, found '-'
          varchar(٣) | a whole number is expected at character 9, found '٣'
          varchar(😀) | a whole number is expected at character 9, found '😀'
          varchar(40 | ')' is expected at its end
          varchar(40)x | nothing more is expected at character 12, found 'x'
          varchar(9999999999) | the number 9999999999 is too large
          varchar(2147483647) | its length of 2147483647 is not between 1 and 2147483646
          varchar(0) | its length of 0 is not between 1 and 2147483646
          varchar(1,2) | ')' is expected at character 10, found ','
          varchar collate de | '"' is expected at character 17, found 'd'
          varchar collate "de | the name of its collation has no closing quote
          varchar collate "" | "" is not the name of a collation
          varchar collate "d'e" | "d'e" is not the name of a collation
          integer(4) | 'integer' takes nothing in brackets
          integer collate "C" | nothing more is expected at character 9, found 'c'
          char | char needs a length, as in char(10)
          nchar collate "C" | nchar needs a length, as in nchar(10)
          decimal | decimal needs precision and scale, as in decimal(10,2)
          decimal(5) | ',' is expected at character 10, found ')'
          decimal(2,3) | its scale of 3 is not between 0 and its precision of 2
          decimal(0,0) | its precision of 0 is not between 1 and 1024
          decimal(1025,0) | its precision of 1025 is not between 1 and 1024
          vector | vector needs a dimension, as in vector(384)
          vector(0) | its dimension of 0 is not between 1 and 65535
          vector(65536) | its dimension of 65536 is not between 1 and 65535
          geography(0) | its spatial reference of 0 is not between 1 and 999999
          geography(1000000,point) | its spatial reference of 1000000 is not between 1 and 999999
          geography(point) | a whole number is expected at character 11, found 'p'
          geography(1,dot) | 'dot' is not one of the shapes [point, linestring, polygon, multipoint, multilinestring, multipolygon, geometrycollection, geometry]
          array | '<' is expected at its end
          array<> | a type is expected at character 7, found '>'
          array<date,date> | '>' is expected at character 11, found ','
          map<date> | ',' is expected at character 9, found '>'
          map<variant,date> | 'variant' cannot be the key of a map
          map<array<date>,date> | 'array<date>' cannot be the key of a map
          map<mxfp4_e2m1,date> | 'mxfp4_e2m1' cannot be the key of a map
          struct<> | the name of a field is expected at character 8, found '>'
          struct<date> | ':' is expected at character 12, found '>'
          struct<a:date,> | the name of a field is expected at character 15, found '>'
          struct<a:date,a:uuid> | it has two fields 'a'
          struct<1:date> | '1' is not the name of a field
          """)
  void explainsInvalidTypes(String text, String message) {
    assertThatThrownBy(() -> DataType.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is not a type: " + message);
  }

  @Test
  void validatesInConstructors() {
    assertThatThrownBy(() -> new Text(Form.CHAR, DataType.UNBOUNDED, null))
        .hasMessage("char needs a length, as in char(10)");
    assertThatThrownBy(() -> new Geography(0, Shape.POINT))
        .hasMessage("a shape needs a spatial reference");
    assertThatThrownBy(() -> new Struct(List.of())).hasMessage("a struct needs a field");
    assertThatThrownBy(() -> new Vector(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"array<", "map<date,", "struct<a:"})
  void boundsTheDepth(String opening) {
    var deepest = opening.repeat(31) + "date" + ">".repeat(31);
    assertThat(DataType.parse(deepest)).hasToString(deepest);
    assertThat(DataType.parse(deepest).depth()).isEqualTo(DataType.DEEPEST);

    assertThatThrownBy(() -> DataType.parse(opening + deepest + ">"))
        .hasMessageEndingWith("…' is not a type: types are nested more than 32 levels deep");
    assertThatThrownBy(() -> new ArrayOf(DataType.parse(deepest)))
        .hasMessage("types are nested more than 32 levels deep");
  }

  @ParameterizedTest
  @ValueSource(strings = {",1", " ", "(", "<"})
  void refusesAnyLengthOfTextWithoutOverflow(String part) {
    assertThatThrownBy(() -> DataType.parse("varchar(1" + part.repeat(300_000) + ")"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a type has at most 4096 characters, found ");
  }

  @Test
  void refusesATextWhoseCanonicalFormIsTooLong() {
    var field = "abcdefgh:string collate\"C\",";
    var text = new StringBuilder("struct<");
    for (var i = 0; text.length() < 4050; i++) {
      text.append('n').append(i).append(field);
    }
    var longest = text.append("z:date>").toString();

    assertThat(longest.length()).isLessThanOrEqualTo(DataType.MOST_CHARACTERS);
    assertThatThrownBy(() -> DataType.parse(longest))
        .hasMessageContaining("a type has at most 4096 characters");
  }

  @Test
  @SuppressWarnings("UnnecessaryStringBuilder") // Texts of one content that are not one object.
  void sharesTypesOfTheSameText() {
    for (var text : List.of("varchar(4711)", "array<decimal(9,2)>")) {
      var first = DataType.parse(text);
      assertThat(DataType.parse(new StringBuilder(text).toString())).isSameAs(first);
      assertThat(DataType.parse(" " + text)).isSameAs(first);
    }
  }

  @Test
  void keepsABoundedNumberOfTexts() {
    for (var length = 1; length <= 20_000; length++) {
      DataType.parse("varchar(" + length + ")");
    }

    assertThat(TypeCache.size()).isLessThanOrEqualTo(4097);
    assertThat(DataType.parse("varchar(1)")).hasToString("varchar(1)");
  }
}

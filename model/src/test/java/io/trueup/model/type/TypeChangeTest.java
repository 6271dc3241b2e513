package io.trueup.model.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.TypeChange.Change;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeChangeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          tinyint | smallint
          tinyint | bigint
          integer | bigint
          float16 | float32
          float32 | float64
          float64 | float128
          float128 | float256
          fp8_e4m3 | float16
          fp8_e5m2 | float16
          fp8_e5m2fnuz | float16
          fp8_e8m0 | float32
          fp6_e2m3 | fp8_e4m3
          fp6_e3m2 | fp8_e5m2
          fp4_e2m1 | fp6_e2m3
          mxfp4_e2m1 | mxfp8_e5m2
          mxfp6_e2m3 | mxfp8_e4m3
          decimal(9,2) | decimal(10,2)
          decimal(9,2) | decimal(10,3)
          varchar(40) | varchar(41)
          varchar(40) | varchar
          char(40) | varchar(40)
          varchar(40) | char(40)
          nchar(3) | nvarchar
          string(9) | string
          varchar(4) collate "C" | varchar collate "C"
          binary(16) | binary(17)
          binary(16) | binary
          date | timestamp
          geography(4326,point) | geography(4326)
          geography(4326) | geography
          geography(4326,point) | geography
          """)
  void widens(String older, String newer) {
    assertThat(between(older, newer)).isEqualTo(new Change.Widened());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          smallint | tinyint | tinyint does not hold every value of smallint
          integer | decimal(10,0) | decimal(10,0) is not a wider form of integer
          tinyint | float64 | float64 is not a wider form of tinyint
          integer | string | string is not a wider form of integer
          boolean | tinyint | tinyint is not a wider form of boolean
          float32 | float16 | float16 does not hold every value of float32
          fp8_e4m3 | fp8_e5m2 | fp8_e5m2 does not hold every value of fp8_e4m3
          fp8_e5m2 | fp8_e4m3 | fp8_e4m3 does not hold every value of fp8_e5m2
          fp8_e5m2 | fp8_e5m2fnuz | fp8_e5m2fnuz does not hold every value of fp8_e5m2
          fp8_e8m0 | float16 | float16 does not hold every value of fp8_e8m0
          fp6_e2m3 | fp8_e4m3fnuz | fp8_e4m3fnuz does not hold every value of fp6_e2m3
          mxfp6_e2m3 | mxfp6_e3m2 | mxfp6_e3m2 does not hold every value of mxfp6_e2m3
          mxfp4_e2m1 | float64 | float64 is not a wider form of mxfp4_e2m1
          fp4_e2m1 | mxfp4_e2m1 | mxfp4_e2m1 is not a wider form of fp4_e2m1
          decimal(10,2) | decimal(10,3) | the digits before the point shrink from 8 to 7
          decimal(10,2) | decimal(12,1) | the scale shrinks from 2 to 1
          varchar(40) | varchar(39) | the length shrinks from 40 to 39
          varchar | varchar(40) | the length shrinks from unbounded to 40
          varchar | char(40) | the length shrinks from unbounded to 40
          varchar(4) | nvarchar(4) | nvarchar(4) is not a wider form of varchar(4)
          varchar(4) | string | string is not a wider form of varchar(4)
          varchar(4) | varchar(5) collate "C" | the collation changes from the container's default to "C"
          varchar collate "C" | varchar collate "D" | the collation changes from "C" to "D"
          binary | binary(16) | the length shrinks from unbounded to 16
          uuid | binary(16) | binary(16) is not a wider form of uuid
          timestamp | date | date is not a wider form of timestamp
          timestamp | timestamp(zone) | a timestamp never gains or loses its time zone
          timestamp(zone) | timestamp | a timestamp never gains or loses its time zone
          date | timestamp(zone) | timestamp(zone) is not a wider form of date
          vector(3) | vector(4) | the dimension changes from 3 to 4
          geography | geography(4326) | values of any spatial reference are narrowed to 4326
          geography(4326) | geography(4269) | the spatial reference changes from 4326 to 4269
          geography(4326) | geography(4326,point) | values of any shape are narrowed to point
          geography(4326,point) | geography(4326,polygon) | the shape changes from point to polygon
          array<date> | array<timestamp> | the element of an array is frozen
          map<date,date> | map<date,timestamp> | the key and value of a map are frozen
          struct<a:date> | struct<a:date,b:date> | the shape of a struct is frozen
          struct<a:date,b:date> | struct<b:date,a:date> | the shape of a struct is frozen
          array<date> | date | date is not a wider form of array<date>
          """)
  void refuses(String older, String newer, String reason) {
    assertThat(between(older, newer)).isEqualTo(new Change.Refused(reason));
  }

  @Test
  void isSameForEqualTypesOnly() {
    for (var older : SampleTypes.ALL) {
      for (var newer : SampleTypes.ALL) {
        assertThat(TypeChange.between(older, newer) instanceof Change.Same)
            .as("%s to %s", older, newer)
            .isEqualTo(older.equals(newer));
      }
    }
  }

  @Test
  void widensBothWaysOnlyBetweenFixedAndVaryingTextOfOneLength() {
    var pairs = new ArrayList<String>();
    for (var older : SampleTypes.ALL) {
      for (var newer : SampleTypes.ALL) {
        if (widens(older, newer) && widens(newer, older)) {
          assertThat(older).isInstanceOf(Text.class);
          assertThat(newer).isInstanceOf(Text.class);
          pairs.add(form(older) + " " + form(newer));
        }
      }
    }

    assertThat(pairs)
        .containsOnly("char varchar", "varchar char", "nchar nvarchar", "nvarchar nchar");
  }

  private static Form form(DataType type) {
    return type instanceof Text text ? text.form() : Form.STRING;
  }

  @Test
  void isTransitive() {
    var types = SampleTypes.ALL;
    var leads = new boolean[types.size()][types.size()];
    for (var a = 0; a < types.size(); a++) {
      for (var b = 0; b < types.size(); b++) {
        leads[a][b] = !(TypeChange.between(types.get(a), types.get(b)) instanceof Change.Refused);
      }
    }

    assertThat(gaps(types, leads)).isEmpty();
  }

  private static List<String> gaps(List<DataType> types, boolean[][] leads) {
    var gaps = new ArrayList<String>();
    for (var a = 0; a < leads.length; a++) {
      for (var b = 0; b < leads.length; b++) {
        for (var c = 0; leads[a][b] && c < leads.length; c++) {
          if (leads[b][c] && !leads[a][c]) {
            gaps.add("%s, %s, %s".formatted(types.get(a), types.get(b), types.get(c)));
          }
        }
      }
    }
    return gaps;
  }

  private static boolean widens(DataType older, DataType newer) {
    return TypeChange.between(older, newer) instanceof Change.Widened;
  }

  private static Change between(String older, String newer) {
    return TypeChange.between(DataType.parse(older), DataType.parse(newer));
  }
}

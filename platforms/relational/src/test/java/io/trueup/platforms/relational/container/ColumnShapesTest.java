package io.trueup.platforms.relational.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.type.AvroSchema;
import io.trueup.platforms.testing.Graphs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnShapesTest {

  /** A dataset {@code d} of a record with the fields, the first of which is its key. */
  static Dataset avro(Object... fields) {
    var list = new ArrayList<Map<String, Object>>();
    for (var at = 0; at < fields.length; at += 2) {
      list.add(Map.of("name", fields[at], "type", fields[at + 1]));
    }
    var schema = AvroSchema.of(Map.of("type", "record", "name", "R", "fields", list));
    return dataset(schema, List.of((String) fields[0]));
  }

  private static Dataset dataset(AvroSchema schema, List<String> key) {
    return Dataset.of(
        "d",
        null,
        DatasetSchema.of(List.of(), schema, key, List.of()),
        Governance.NONE,
        Documentation.NONE);
  }

  /** {@code long/timestamp-micros}, {@code bytes/decimal/10/2}, {@code fixed/16}, or a name. */
  private static Object type(String text) {
    var parts = text.split("/", -1);
    return switch (parts[0]) {
      case "array" -> Map.of("type", "array", "items", "int");
      case "map" -> Map.of("type", "map", "values", "int");
      case "enum" -> Map.of("type", "enum", "name", "E", "symbols", List.of("A", "B"));
      case "record" ->
          Map.of(
              "type", "record", "name", "N", "fields", List.of(Map.of("name", "x", "type", "int")));
      case "fixed" -> {
        var fixed = new HashMap<String, Object>();
        fixed.putAll(Map.of("type", "fixed", "name", "F", "size", Integer.valueOf(parts[1])));
        if (parts.length > 2) {
          fixed.putAll(logical(parts, 2));
        }
        yield fixed;
      }
      case "union" -> List.of((Object[]) parts[1].split("\\+", -1));
      default -> parts.length == 1 ? text : withLogical(parts);
    };
  }

  private static Map<String, Object> withLogical(String[] parts) {
    var all = new HashMap<>(logical(parts, 1));
    all.put("type", parts[0]);
    return all;
  }

  private static Map<String, Object> logical(String[] parts, int at) {
    var all = new HashMap<String, Object>();
    all.put("logicalType", parts[at]);
    if (parts.length > at + 1) {
      all.put("precision", Integer.valueOf(parts[at + 1]));
      all.put("scale", Integer.valueOf(parts[at + 2]));
    }
    return all;
  }

  @Test
  void areTheColumnsThatADatasetDeclares() {
    assertThat(ColumnShapes.of(Graphs.customers()).columns())
        .map(ColumnShape::toString)
        .containsExactly(
            "ColumnShape[name=customer_id, type=varchar(5), nullable=false]",
            "ColumnShape[name=company_name, type=varchar(40), nullable=false]",
            "ColumnShape[name=contact_name, type=varchar(30), nullable=true]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          boolean                      | boolean
          int                          | integer
          long                         | bigint
          float                        | float32
          double                       | float64
          bytes                        | binary
          string                       | string
          int/date                     | date
          int/time-millis              | time
          long/time-micros             | time
          long/timestamp-millis        | timestamp(zone)
          long/timestamp-micros        | timestamp(zone)
          long/local-timestamp-millis  | timestamp
          long/local-timestamp-micros  | timestamp
          string/uuid                  | uuid
          fixed/16/uuid                | uuid
          fixed/12/duration            | interval
          fixed/7                      | binary(7)
          bytes/decimal/10/2           | decimal(10,2)
          fixed/8/decimal/18/0         | decimal(18,0)
          long/celsius                 | bigint
          enum                         | string
          record                       | variant
          array                        | variant
          map                          | variant
          union/int+string             | variant
          union/int+string+null        | variant null
          union/null+long              | bigint null
          union/double+null            | float64 null
          union/int                    | integer
          """)
  void stateAFieldsType(String type, String expected) {
    var shapes = ColumnShapes.of(avro("id", "long", "f", type(type)));

    assertThat(shapes.unmappable()).isEmpty();
    var shape = shapes.columns().getLast();
    assertThat(shape.type() + (shape.nullable() ? " null" : "")).isEqualTo(expected);
    assertThat(shape.name()).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          null                       | it holds nothing but null | Give it a type, or remove it
          bytes/big-decimal          | a decimal whose scale differs from value to value has no bound | Declare it as 'decimal' with a precision and scale
          long/timestamp-nanos       | a timestamp of the model ends with microseconds | Declare it as 'timestamp-micros', or as a long without a logical type
          long/local-timestamp-nanos | a timestamp of the model ends with microseconds | Declare it as 'local-timestamp-micros', or as a long without a logical type
          bytes/decimal/1025/2       | a decimal of the model has at most 1024 digits | Declare a precision of at most 1024
          fixed/0                    | it has no bytes | Give it a size of at least 1
          """)
  void sayWhatCanBeNoColumn(String type, String reason, String remedy) {
    assertThat(ColumnShapes.of(avro("id", "long", "f", type(type))).unmappable())
        .containsExactly(
            new ColumnShapes.UnmappableField(
                "d/f", "Field 'f' of dataset 'd' cannot be a column: " + reason, remedy));
  }

  @Test
  void wantARecord() {
    assertThat(ColumnShapes.of(dataset(AvroSchema.of("int"), List.of())).unmappable())
        .containsExactly(
            new ColumnShapes.UnmappableField(
                "d",
                "The Avro schema of dataset 'd' is not a record, so it has no columns",
                "Wrap it in a record"));
  }
}

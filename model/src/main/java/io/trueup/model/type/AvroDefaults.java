package io.trueup.model.type;

import io.trueup.model.type.AvroSchema.ArrayOf;
import io.trueup.model.type.AvroSchema.EnumType;
import io.trueup.model.type.AvroSchema.FixedType;
import io.trueup.model.type.AvroSchema.Kind;
import io.trueup.model.type.AvroSchema.MapOf;
import io.trueup.model.type.AvroSchema.Node;
import io.trueup.model.type.AvroSchema.Primitive;
import io.trueup.model.type.AvroSchema.RecordType;
import io.trueup.model.type.AvroSchema.Reference;
import io.trueup.model.type.AvroSchema.Union;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a JSON value can be the default of a type, by the table of defaults in the
 * specification; that of a union may be a value of any branch. Not thread-safe.
 */
final class AvroDefaults {

  /** Unions whose branches fail only at the deepest level would take exponential time. */
  private static final int MOST_STEPS = 10_000_000;

  private final AvroSchema schema;
  private int steps;

  AvroDefaults(AvroSchema schema) {
    this.schema = schema;
  }

  /** Recurses as deep as the value, whose depth is bounded. */
  boolean fits(Node type, @Nullable Object value) {
    if (++steps > MOST_STEPS) {
      throw new IllegalArgumentException(
          "Not an Avro schema: its defaults fit its unions in too many ways to be checked");
    }
    return switch (type) {
      case Primitive(var kind, _) -> fits(kind, value);
      case ArrayOf(var items) ->
          value instanceof List<?> list && list.stream().allMatch(it -> fits(items, it));
      case MapOf(var values) ->
          value instanceof Map<?, ?> map && map.values().stream().allMatch(it -> fits(values, it));
      case Union(var branches) -> branches.stream().anyMatch(it -> fits(it, value));
      case Reference(var name) ->
          switch (schema.definition(name)) {
            case RecordType it -> value instanceof Map<?, ?> map && fits(it, map);
            case EnumType it -> value instanceof String text && it.symbols().contains(text);
            case FixedType it ->
                value instanceof String text && isBytes(text) && text.length() == it.size();
          };
    };
  }

  private boolean fits(RecordType type, Map<?, ?> map) {
    return type.fields().stream()
        .allMatch(it ->
            map.containsKey(it.name())
                ? fits(it.type(), map.get(it.name()))
                : it.standard() != null);
  }

  private static boolean fits(Kind kind, @Nullable Object value) {
    return switch (kind) {
      case NULL -> value == null;
      case BOOLEAN -> value instanceof Boolean;
      case INT -> isWithin(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> isWithin(value, Long.MIN_VALUE, Long.MAX_VALUE);
      case FLOAT, DOUBLE -> value instanceof Number;
      case BYTES -> value instanceof String text && isBytes(text);
      case STRING -> value instanceof String;
    };
  }

  private static boolean isWithin(@Nullable Object value, long least, long greatest) {
    if (!(value instanceof Number number)) {
      return false;
    }
    var exact = AvroCanonicalText.decimal(number);
    return exact.stripTrailingZeros().scale() <= 0
        && exact.compareTo(BigDecimal.valueOf(least)) >= 0
        && exact.compareTo(BigDecimal.valueOf(greatest)) <= 0;
  }

  private static boolean isBytes(String text) {
    return text.chars().allMatch(it -> it <= 0xff);
  }
}

package io.trueup.model.type;

import io.trueup.model.type.AvroSchema.Kind;
import io.trueup.model.type.AvroSchema.Logical;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads logical types. Avro's readers ignore a misused one; here it is an error, because no author
 * intends that. Names that the specification does not define are kept.
 */
final class AvroLogicalTypes {

  /** The types that each logical type refines; a fixed type with its size. */
  private static final Map<String, Set<String>> BASES =
      Map.ofEntries(
          Map.entry("big-decimal", Set.of("bytes")),
          Map.entry("uuid", Set.of("string", "fixed(16)")),
          Map.entry("date", Set.of("int")),
          Map.entry("time-millis", Set.of("int")),
          Map.entry("time-micros", Set.of("long")),
          Map.entry("timestamp-millis", Set.of("long")),
          Map.entry("timestamp-micros", Set.of("long")),
          Map.entry("timestamp-nanos", Set.of("long")),
          Map.entry("local-timestamp-millis", Set.of("long")),
          Map.entry("local-timestamp-micros", Set.of("long")),
          Map.entry("local-timestamp-nanos", Set.of("long")),
          Map.entry("duration", Set.of("fixed(12)")));

  private AvroLogicalTypes() {}

  static @Nullable Logical of(AvroJson json, Kind kind) {
    var base = kind.name().toLowerCase(Locale.ROOT);
    return read(json, base, kind == Kind.BYTES ? Integer.MAX_VALUE : 0);
  }

  static @Nullable Logical ofFixed(AvroJson json, int size) {
    // Every number of so many digits fits into a signed number of these bytes.
    var digits = Math.floor(Math.log10(2) * (8.0 * size - 1));
    return read(json, "fixed(" + size + ")", (int) Math.max(0, digits));
  }

  private static @Nullable Logical read(AvroJson json, String base, int mostDigits) {
    var name = json.optional("logicalType");
    if (name == null) {
      return null;
    }
    if (name.text().equals("decimal")) {
      return decimal(json, base, mostDigits);
    }
    var bases = BASES.get(name.text());
    if (bases != null && !bases.contains(base)) {
      throw name.wrong(
          "'%s' refines %s, not %s"
              .formatted(name.text(), String.join(" or ", bases.stream().sorted().toList()), base));
    }
    return new Logical(name.text(), 0, 0);
  }

  private static Logical decimal(AvroJson json, String base, int mostDigits) {
    var precision = json.required("precision");
    var digits = precision.wholeNumber();
    if (digits < 1 || digits > mostDigits) {
      throw precision.wrong(
          mostDigits == 0
              ? "'decimal' refines bytes or fixed, not " + base
              : "a decimal of %s has 1 to %d digits, found %d".formatted(base, mostDigits, digits));
    }
    var scaleJson = json.optional("scale");
    var scale = scaleJson == null ? 0 : scaleJson.wholeNumber();
    if (scale > digits) {
      throw json.wrong("a scale of %d is above the precision of %d".formatted(scale, digits));
    }
    return new Logical("decimal", digits, scale);
  }
}

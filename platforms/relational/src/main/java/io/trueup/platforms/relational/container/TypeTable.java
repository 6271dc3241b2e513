package io.trueup.platforms.relational.container;

import io.trueup.model.type.BlockFloat;
import io.trueup.model.type.DataType;
import io.trueup.model.type.DataType.ArrayOf;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Geography;
import io.trueup.model.type.DataType.MapOf;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Struct;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Vector;
import io.trueup.model.type.DataType.Whole;
import io.trueup.model.type.FloatFormat;
import io.trueup.platforms.relational.container.TypeMapping.Converted;
import io.trueup.platforms.relational.container.TypeMapping.Exact;
import io.trueup.platforms.relational.container.TypeMapping.SupportedType;
import io.trueup.platforms.relational.container.TypeMapping.UnsupportedType;
import io.trueup.platforms.relational.container.TypeMapping.Wider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of types of one product at one version. The first row that covers a type and whose
 * conditions it meets says how the product holds it.
 */
final class TypeTable {

  private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)\\}");

  private static final int MOST_KNOWN = 10_000;

  private final String product;
  private final ProductTable table;
  private final Map<String, List<TypeRow>> rows = new LinkedHashMap<>();

  /** Types are few, and many columns share each. */
  private final Map<DataType, TypeMapping> known = new ConcurrentHashMap<>();

  /** A table of the rows for a version. */
  TypeTable(ProductTable table, ProductVersion version, String product) {
    this.product = product;
    this.table = table;
    for (var row : table.types()) {
      if (row.versions().contains(version)) {
        rows.computeIfAbsent(row.model(), _ -> new ArrayList<>()).add(row);
      }
    }
  }

  /** A type in the form of the table's first column. */
  private record Subject(String model, Map<String, Integer> numbers, Map<String, DataType> parts) {

    static Subject of(DataType type) {
      return switch (type) {
        case Simple _, Whole _ -> new Subject(type.toString(), Map.of(), Map.of());
        case FloatFormat it -> new Subject(floating(it), Map.of(), Map.of());
        case BlockFloat _ -> new Subject("block float", Map.of(), Map.of());
        case Decimal(var precision, var scale) ->
            new Subject("decimal(p,s)", Map.of("p", precision, "s", scale), Map.of());
        case Text it when !it.isBounded() -> new Subject("varchar", Map.of(), Map.of());
        case Text it ->
            new Subject(
                it.form().isFixed() ? "char(n)" : "varchar(n)", Map.of("n", it.length()), Map.of());
        case Binary it when !it.isBounded() -> new Subject("binary", Map.of(), Map.of());
        case Binary(var length) -> new Subject("binary(n)", Map.of("n", length), Map.of());
        case Vector(var dimension) -> new Subject("vector(n)", Map.of("n", dimension), Map.of());
        case Geography _ -> new Subject("geography", Map.of(), Map.of());
        case ArrayOf(var element) -> new Subject("array<t>", Map.of(), Map.of("t", element));
        case MapOf(var key, var value) ->
            new Subject("map<k,v>", Map.of(), Map.of("k", key, "v", value));
        case Struct _ -> new Subject("struct", Map.of(), Map.of());
      };
    }

    private static String floating(FloatFormat type) {
      return type != FloatFormat.FLOAT32 && FloatFormat.FLOAT32.holds(type)
          ? "small float"
          : type.toString();
    }
  }

  TypeMapping holding(DataType type) {
    var holding = known.get(type);
    if (holding == null) {
      holding = find(type);
      if (known.size() < MOST_KNOWN) {
        known.put(type, holding);
      }
    }
    return holding;
  }

  private TypeMapping find(DataType type) {
    if (type instanceof Text text && text.collation() != null && !table.collates(text)) {
      return noCollation(text);
    }
    var subject = Subject.of(type);
    for (var row : rows.getOrDefault(subject.model(), List.of())) {
      if (row.admits(subject.numbers()) && (!row.wantsFlat() || isFlat(subject))) {
        return held(row, subject, type);
      }
    }
    throw new IllegalStateException("The table of %s has no row for %s".formatted(product, type));
  }

  private UnsupportedType noCollation(Text text) {
    return new UnsupportedType(
        "%s gives a column no collation '%s'".formatted(product, text.collation()),
        table.collations().isEmpty()
            ? "Declare it without a collation"
            : "Declare it without a collation, or with one of "
                + String.join(", ", table.collations()));
  }

  private boolean isFlat(Subject subject) {
    var element = subject.parts().get("t");
    return switch (element) {
      case null -> false;
      case ArrayOf _, MapOf _, Struct _, Vector _ -> false;
      case Text text when text.collation() != null -> false;
      default -> holding(element) instanceof Exact || holding(element) instanceof Wider;
    };
  }

  private TypeMapping held(TypeRow row, Subject subject, DataType type) {
    if (row.kind() == TypeRow.Kind.NO) {
      return new UnsupportedType(
          product
              + " "
              + (row.reason().isEmpty()
                  ? "has no type that holds '%s' without loss".formatted(type)
                  : filled(row.reason(), subject, type)),
          row.remedy());
    }
    var parts = parts(type);
    var isOpaque = row.sql().indexOf('{') < 0;
    for (var part : parts) {
      var holding = isOpaque ? written(part) : holding(part);
      if (holding instanceof UnsupportedType it) {
        return it;
      }
    }
    var sql = filled(row.sql(), subject, type);
    return switch (row.kind()) {
      case EXACT -> isOpaque ? new Exact(sql) : combined(sql, parts);
      case WIDER -> new Wider(sql, filled(row.note(), subject, type));
      case CONVERTED -> new Converted(sql, row.note());
      case NO -> throw new IllegalStateException("Handled above");
    };
  }

  /** A part within a JSON text needs an encoding, but no native type. */
  private TypeMapping written(DataType part) {
    if (part instanceof BlockFloat) {
      return holding(part);
    }
    for (var inner : parts(part)) {
      if (written(inner) instanceof UnsupportedType it) {
        return it;
      }
    }
    return new Converted("", "");
  }

  private SupportedType combined(String sql, List<DataType> parts) {
    SupportedType combined = new Exact(sql);
    for (var part : parts) {
      switch (holding(part)) {
        case Converted(_, var how) -> {
          return new Converted(sql, "'%s' %s".formatted(part, how));
        }
        case Wider _ -> combined = new Wider(sql, "");
        case Exact _, UnsupportedType _ -> {}
      }
    }
    return combined;
  }

  private static List<DataType> parts(DataType type) {
    return switch (type) {
      case ArrayOf(var element) -> List.of(element);
      case MapOf(var key, var value) -> List.of(key, value);
      case Struct it -> it.fields().stream().map(DataType.Field::type).toList();
      case Simple _,
          Whole _,
          FloatFormat _,
          BlockFloat _,
          Decimal _,
          Text _,
          Binary _,
          Vector _,
          Geography _ ->
          List.of();
    };
  }

  private String filled(String template, Subject subject, DataType type) {
    return HOLE.matcher(template)
        .replaceAll(hole -> Matcher.quoteReplacement(fill(hole.group(1), subject, type)));
  }

  private String fill(String hole, Subject subject, DataType type) {
    var part = subject.parts().get(hole);
    if (part != null) {
      return sql(part);
    }
    if (RowArithmetic.isTerm(hole, subject.numbers())) {
      return Long.toString(RowArithmetic.value(hole, subject.numbers()));
    }
    if (hole.equals("fields") && type instanceof Struct struct) {
      return String.join(", ", struct.fields().stream().map(this::field).toList());
    }
    return hole.equals("type") ? type.toString() : "{" + hole + "}";
  }

  private String field(DataType.Field field) {
    return table.field().replace("{name}", field.name()).replace("{t}", sql(field.type()));
  }

  private String sql(DataType type) {
    return holding(type) instanceof SupportedType held ? held.sql() : "";
  }
}

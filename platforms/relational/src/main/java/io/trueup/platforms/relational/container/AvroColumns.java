package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.AvroSchema.EnumType;
import io.trueup.model.type.AvroSchema.FixedType;
import io.trueup.model.type.AvroSchema.Kind;
import io.trueup.model.type.AvroSchema.Logical;
import io.trueup.model.type.AvroSchema.Node;
import io.trueup.model.type.AvroSchema.Primitive;
import io.trueup.model.type.AvroSchema.RecordField;
import io.trueup.model.type.AvroSchema.RecordType;
import io.trueup.model.type.AvroSchema.Reference;
import io.trueup.model.type.AvroSchema.Union;
import io.trueup.model.type.DataType;
import io.trueup.model.type.DataType.Binary;
import io.trueup.model.type.DataType.Decimal;
import io.trueup.model.type.DataType.Form;
import io.trueup.model.type.DataType.Simple;
import io.trueup.model.type.DataType.Text;
import io.trueup.model.type.DataType.Whole;
import io.trueup.model.type.FloatFormat;
import io.trueup.platforms.relational.container.ColumnShapes.UnmappableField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of an Avro record's own fields. The type comes from a logical type of the
 * specification, otherwise from the type that it refines. A type with parts becomes a variant, and
 * so does a union of more than one type. Names of enumerations can get longer, so their columns
 * have no maximum length.
 */
final class AvroColumns {

  private static final DataType TEXT = new Text(Form.STRING, DataType.UNBOUNDED, null);

  /** A type, or the reason why there is none. */
  private sealed interface Shape {

    record Typed(DataType type) implements Shape {}

    record None(String reason, String remedy) implements Shape {}
  }

  private final Dataset dataset;
  private final AvroSchema schema;
  private final List<ColumnShape> columns = new ArrayList<>();
  private final List<UnmappableField> shapeless = new ArrayList<>();

  private AvroColumns(Dataset dataset, AvroSchema schema) {
    this.dataset = dataset;
    this.schema = schema;
  }

  static ColumnShapes of(Dataset dataset, AvroSchema schema) {
    var all = new AvroColumns(dataset, schema);
    if (schema.root() instanceof Reference(var name)
        && schema.definition(name) instanceof RecordType root) {
      root.fields().forEach(all::add);
    } else {
      all.shapeless.add(
          new UnmappableField(
              dataset.name(),
              "The Avro schema of dataset '%s' is not a record, so it has no columns"
                  .formatted(dataset.name()),
              "Wrap it in a record"));
    }
    return new ColumnShapes(all.columns, all.shapeless);
  }

  private void add(RecordField field) {
    var branches = field.type() instanceof Union(var all) ? all : List.of(field.type());
    var values = branches.stream().filter(it -> !isNull(it)).toList();
    // Rows older than a field do not have it, and its default applies to them.
    var isNullable = values.size() < branches.size() || field.standard() != null;
    switch (values.size() == 1 ? shape(values.getFirst()) : several(values)) {
      case Shape.Typed(var type) ->
          columns.add(
              new ColumnShape(
                  field.name(), type, isNullable && !dataset.primaryKey().contains(field.name())));
      case Shape.None(var reason, var remedy) ->
          shapeless.add(
              new UnmappableField(
                  dataset.name() + "/" + field.name(),
                  "Field '%s' of dataset '%s' cannot be a column: %s"
                      .formatted(field.name(), dataset.name(), reason),
                  remedy));
    }
  }

  private static boolean isNull(Node node) {
    return node instanceof Primitive(var kind, _) && kind == Kind.NULL;
  }

  private static Shape several(List<Node> values) {
    return values.isEmpty()
        ? new Shape.None("it holds nothing but null", "Give it a type, or remove it")
        : new Shape.Typed(Simple.VARIANT);
  }

  private Shape shape(Node node) {
    return switch (node) {
      case Primitive(var kind, var logical) -> refined(logical, primitive(kind));
      case AvroSchema.ArrayOf _, AvroSchema.MapOf _, Union _ -> new Shape.Typed(Simple.VARIANT);
      case Reference(var name) ->
          switch (schema.definition(name)) {
            case RecordType _ -> new Shape.Typed(Simple.VARIANT);
            case EnumType _ -> new Shape.Typed(TEXT);
            case FixedType it when it.size() == 0 ->
                new Shape.None("it has no bytes", "Give it a size of at least 1");
            case FixedType it -> refined(it.logical(), new Binary(it.size()));
          };
    };
  }

  private static DataType primitive(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> Simple.BOOLEAN;
      case INT -> Whole.INTEGER;
      case LONG -> Whole.BIGINT;
      case FLOAT -> FloatFormat.FLOAT32;
      case DOUBLE -> FloatFormat.FLOAT64;
      case BYTES -> new Binary(DataType.UNBOUNDED);
      case STRING -> TEXT;
      case NULL -> throw new IllegalStateException("Left out of the branches");
    };
  }

  private static Shape refined(@Nullable Logical logical, DataType base) {
    if (logical == null) {
      return new Shape.Typed(base);
    }
    return switch (logical.name()) {
      case "decimal" -> decimal(logical);
      case "big-decimal" ->
          new Shape.None(
              "a decimal whose scale differs from value to value has no bound",
              "Declare it as 'decimal' with a precision and scale");
      case "uuid" -> new Shape.Typed(Simple.UUID);
      case "date" -> new Shape.Typed(Simple.DATE);
      case "time-millis", "time-micros" -> new Shape.Typed(Simple.TIME);
      case "timestamp-millis", "timestamp-micros" -> new Shape.Typed(Simple.TIMESTAMP_ZONE);
      case "local-timestamp-millis", "local-timestamp-micros" -> new Shape.Typed(Simple.TIMESTAMP);
      case "timestamp-nanos", "local-timestamp-nanos" ->
          new Shape.None(
              "a timestamp of the model ends with microseconds",
              "Declare it as '%s', or as a long without a logical type"
                  .formatted(logical.name().replace("nanos", "micros")));
      case "duration" -> new Shape.Typed(Simple.INTERVAL);
      default -> new Shape.Typed(base);
    };
  }

  private static Shape decimal(Logical logical) {
    return logical.precision() > DataType.WIDEST
        ? new Shape.None(
            "a decimal of the model has at most %d digits".formatted(DataType.WIDEST),
            "Declare a precision of at most %d".formatted(DataType.WIDEST))
        : new Shape.Typed(new Decimal(logical.precision(), logical.scale()));
  }
}

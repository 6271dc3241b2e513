package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.tree.JsonValues;
import io.trueup.model.document.tree.ReadLimits;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.document.tree.TreeParser;
import io.trueup.model.type.AvroSchema;
import io.trueup.model.type.AvroSchema.TopField;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a dataset's Avro schema, written as YAML, as JSON or as a text that holds JSON, and its
 * fields that are key and partition.
 */
final class AvroSchemaBinder {

  private final FieldReader fields;
  private final String dataset;
  private final @Nullable AvroSchema schema;

  /** The schema's top-level fields by name; null when there is no valid schema. */
  private final @Nullable Map<String, TopField> byName;

  private AvroSchemaBinder(FieldReader fields, String dataset, @Nullable AvroSchema schema) {
    this.fields = fields;
    this.dataset = dataset;
    this.schema = schema;
    this.byName = schema == null ? null : byName(schema);
  }

  private static Map<String, TopField> byName(AvroSchema schema) {
    var byName = new HashMap<String, TopField>();
    schema.topFields().forEach(it -> byName.put(it.name(), it));
    return byName;
  }

  /** Takes the schema of a dataset, and reports what is wrong with it. */
  static AvroSchemaBinder take(FieldReader fields, String dataset, BindingContext reading) {
    var tree = fields.take("avro");
    if (tree == null) {
      return new AvroSchemaBinder(fields, dataset, null);
    }
    try {
      var json = json(tree);
      var schema = AvroSchema.of(json);
      reading.avro().put(dataset, AvroSchema.digest(json));
      return new AvroSchemaBinder(fields, dataset, schema);
    } catch (IllegalArgumentException e) {
      fields.problem(
          tree,
          "dataset.avro",
          "The Avro schema of dataset '%s' cannot be read: %s".formatted(dataset, e.getMessage()),
          "Correct the schema");
      return new AvroSchemaBinder(fields, dataset, null);
    }
  }

  private static @Nullable Object json(Tree tree) {
    if (!(tree instanceof Tree.Scalar(var text, _, _, _)) || !isStructured(text)) {
      return JsonValues.value(tree);
    }
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var read = TreeParser.read("Schema.json", bytes, ReadLimits.MODEL);
    if (!read.problems().isEmpty()) {
      var problem = read.problems().getFirst();
      var at = problem.location();
      throw new IllegalArgumentException(
          "%s, at its line %d, column %d".formatted(problem.message(), at.line(), at.column()));
    }
    if (read.documents().size() != 1) {
      throw new IllegalArgumentException("It holds several values");
    }
    return JsonValues.value(read.documents().getFirst());
  }

  private static boolean isStructured(String text) {
    return text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
  }

  /** The schema; null when there is no valid one. */
  @Nullable AvroSchema schema() {
    return schema;
  }

  /**
   * The fields that are listed as key or partition; reports nothing when there is no valid schema.
   */
  List<String> listed(String field) {
    if (fields.take(field) == null || byName == null) {
      return List.of();
    }
    var listed = DatasetKeyBinder.listed(fields, field, dataset, byName.keySet());
    var unchecked = new HashSet<>(listed);
    for (var item : fields.items(field)) {
      if (item instanceof Tree.Scalar(var name, _, _, _) && unchecked.remove(name)) {
        check(item, byName.get(name), DatasetKeyBinder.isKey(field));
      }
    }
    return listed;
  }

  private void check(Tree item, @Nullable TopField field, boolean isKey) {
    if (field == null) {
      return;
    }
    var isPartOf =
        "Field '%s' is part of the %s of dataset '%s'"
            .formatted(field.name(), DatasetKeyBinder.called(isKey), dataset);
    if (!field.primitive()) {
      fields.problem(
          item,
          isKey ? "dataset.key-column-type" : "dataset.partition-column-type",
          isPartOf + " and not of a primitive type",
          "Name fields of primitive types");
    }
    if (field.nullable()) {
      fields.problem(
          item,
          isKey ? "dataset.key-column-nullable" : "dataset.partition-column-nullable",
          isPartOf + " and may be null",
          "Remove 'null' from its type");
    }
  }
}

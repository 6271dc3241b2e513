package io.trueup.model.document.binder;

import io.trueup.model.document.shape.FieldReader;
import io.trueup.model.document.shape.ValueShape.Structure;
import io.trueup.model.document.tree.RepeatedEntries;
import io.trueup.model.document.tree.Tree;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetSchema;
import io.trueup.model.ecosystem.Documentation;
import io.trueup.model.ecosystem.Governance;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Binds datasets with their columns, and reports the problems that show without other documents.
 * Most of a model is columns, so a valid column costs no other object.
 */
final class DatasetBinder {

  private static final DataType UNREADABLE = DataType.parse("string");

  private final BindingContext reading;

  DatasetBinder(BindingContext reading) {
    this.reading = reading;
  }

  /** All datasets of a store's fields. */
  PersistentMap<String, Dataset> datasets(FieldReader store) {
    var entries = store.entries("datasets");
    var datasets = new ArrayList<Dataset>(entries.size());
    var folded = new HashMap<String, String>();
    var isMixed = !entries.stream().allMatch(it -> isFolded(it.name()));
    for (var entry : entries) {
      if (isMixed) {
        checkCase(entry, folded);
      }
      datasets.add(dataset(store, entry));
    }
    return PersistentMap.index(datasets, Dataset::name);
  }

  /**
   * A dataset without its name, and without a problem.
   *
   * @param shape that it was read by
   */
  private record Unnamed(
      Structure shape,
      @Nullable String source,
      DatasetSchema schema,
      Governance governance,
      Documentation documentation) {

    Dataset named(String name) {
      return Dataset.of(name, source, schema, governance, documentation);
    }
  }

  /** Many datasets are equal to others in all but their names, and are read once. */
  @SuppressWarnings("ReferenceEquality") // Each shape exists once.
  private Dataset dataset(FieldReader store, Tree.Entry entry) {
    var repeated = RepeatedEntries.of(entry.value());
    var known = repeated == null ? null : repeated.made(Unnamed.class);
    if (known != null && known.shape() == store.innerStructure("datasets")) {
      return known.named(entry.name());
    }
    var problems = reading.problems().size();
    var fields = store.inner("datasets", entry.value(), "Dataset", entry.name());
    var dataset = readDataset(fields, entry);
    fields.reportUnknown();
    // The digest of an Avro schema is kept by the dataset's name.
    if (repeated != null
        && dataset.schema().avro() == null
        && reading.problems().size() == problems) {
      repeated.keep(
          new Unnamed(
              store.innerStructure("datasets"),
              dataset.source(),
              dataset.schema(),
              dataset.governance(),
              dataset.documentation()));
    }
    return dataset;
  }

  /** Whether a name certainly differs from any other in lower case. */
  private static boolean isFolded(String name) {
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if ((c >= 'A' && c <= 'Z') || c >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** Many containers treat names that differ only in case as the same, and so do people. */
  private void checkCase(Tree.Entry entry, Map<String, String> folded) {
    var other = folded.putIfAbsent(entry.name().toLowerCase(Locale.ROOT), entry.name());
    if (other != null && !other.equals(entry.name())) {
      reading.warn(
          entry,
          "dataset.name-case",
          "Datasets '%s' and '%s' differ only in case".formatted(other, entry.name()),
          "Rename one of them");
    }
  }

  private Dataset readDataset(FieldReader fields, Tree.Entry entry) {
    var schema =
        fields.take("avro") == null ? columnSchema(fields, entry) : avroSchema(fields, entry);
    var governance =
        reading.governance(fields, fields.texts("classification"), fields.texts("policies"));
    var dataset =
        Dataset.of(
            entry.name(),
            fields.optionalText("source"),
            schema,
            governance,
            reading.documentation(fields));
    checkClassification(entry, dataset);
    return dataset;
  }

  private DatasetSchema columnSchema(FieldReader fields, Tree.Entry entry) {
    var written = columns(fields, entry);
    var key = primaryKey(fields, written);
    var partition = written.listed(fields, "partition");
    checkKey(fields, written, key, partition);
    return reading.sharing().schema(written.marked(key), null, key, partition);
  }

  private DatasetSchema avroSchema(FieldReader fields, Tree.Entry entry) {
    var columns = fields.take("columns");
    if (columns != null) {
      fields.problem(
          columns,
          "dataset.schema-twice",
          "Dataset '%s' has columns and an Avro schema".formatted(entry.name()),
          "Remove one of the two");
    }
    var avro = AvroSchemaBinder.take(fields, entry.name(), reading);
    var key = avro.listed("primaryKey");
    if (key.isEmpty() && fields.take("primaryKey") == null) {
      fields.problem(
          "dataset.primary-key-missing",
          "Dataset '%s' has no primary key".formatted(entry.name()),
          "List fields of its Avro schema under 'primaryKey'");
    }
    var partition = avro.listed("partition");
    return reading.sharing().schema(List.of(), avro.schema(), key, partition);
  }

  /** Columns as they were written, with their places. */
  private record WrittenColumns(
      Tree.Entry dataset, List<Tree.Entry> entries, List<Column> columns) {

    List<String> listed(FieldReader fields, String field) {
      if (fields.take(field) == null) {
        return List.of();
      }
      var names = columns.stream().map(Column::name).collect(Collectors.toSet());
      return DatasetKeyBinder.listed(fields, field, dataset.name(), names);
    }

    /** The columns, marked as key by the primary key, which can be written in two ways. */
    List<Column> marked(List<String> key) {
      var keys = new HashSet<>(key);
      if (columns.stream().allMatch(it -> it.key() == keys.contains(it.name()))) {
        return List.copyOf(columns);
      }
      var marked = new ArrayList<Column>(columns.size());
      for (var column : columns) {
        var isKey = keys.contains(column.name());
        marked.add(
            isKey == column.key()
                ? column
                : new Column(
                    column.name(),
                    column.type(),
                    column.nullable(),
                    isKey,
                    column.classifications(),
                    column.documentation()));
      }
      return List.copyOf(marked);
    }
  }

  /** Columns without a problem. */
  private record KnownColumns(List<Column> columns) {}

  private WrittenColumns columns(FieldReader fields, Tree.Entry dataset) {
    var tree = fields.take("columns");
    var repeated = tree == null ? null : RepeatedEntries.of(tree);
    var known = repeated == null ? null : repeated.made(KnownColumns.class);
    if (repeated != null && known != null) {
      return new WrittenColumns(dataset, repeated, known.columns());
    }
    var problems = reading.problems().size();
    var columns = readColumns(fields, dataset);
    if (repeated != null && reading.problems().size() == problems) {
      repeated.keep(new KnownColumns(List.copyOf(columns.columns())));
    }
    return columns;
  }

  private WrittenColumns readColumns(FieldReader fields, Tree.Entry dataset) {
    var entries = fields.entries("columns");
    if (entries.isEmpty()) {
      fields.problem(
          "dataset.no-schema",
          "Dataset '%s' has no column".formatted(dataset.name()),
          "Declare its columns under 'columns'");
    }
    var structure = fields.innerStructure("columns");
    var columns = new ArrayList<Column>(entries.size());
    for (var entry : entries) {
      columns.add(reading.sharing().column(column(entry, structure)));
    }
    return new WrittenColumns(dataset, entries, columns);
  }

  private Column column(Tree.Entry entry, Structure structure) {
    if (entry.value() instanceof Tree.Scalar scalar && !scalar.isNull()) {
      return new Column(entry.name(), type(scalar), true, false, List.of(), Documentation.NONE);
    }
    if (entry.value() instanceof Tree.Scalar) {
      reading.problem(
          entry,
          "document.missing-field",
          "Column '%s' has no type".formatted(entry.name()),
          "Write one, such as %s: varchar(40)".formatted(entry.name()));
      return new Column(entry.name(), UNREADABLE, true, false, List.of(), Documentation.NONE);
    }
    var fields =
        FieldReader.of(entry.value(), structure, "Column", entry.name(), reading.problems());
    var tree = fields.takeRequired("type");
    var type = tree == null ? UNREADABLE : type(tree);
    var key = fields.flag("key");
    // A key column is never nullable, even where its author writes only 'key: true'.
    var nullable = fields.flag("nullable", !key);
    var column =
        new Column(
            entry.name(),
            type,
            nullable,
            key,
            fields.texts("classification"),
            reading.documentation(fields));
    fields.reportUnknown();
    return column;
  }

  private static List<String> primaryKey(FieldReader fields, WrittenColumns written) {
    if (fields.take("primaryKey") != null) {
      return written.listed(fields, "primaryKey");
    }
    var key = new ArrayList<String>();
    for (var column : written.columns()) {
      if (column.key()) {
        key.add(column.name());
      }
    }
    if (key.isEmpty() && !written.columns().isEmpty()) {
      fields.problem(
          "dataset.primary-key-missing",
          "Dataset '%s' has no primary key".formatted(written.dataset().name()),
          "Mark its key columns with 'key: true', or list them under 'primaryKey'");
    }
    return List.copyOf(key);
  }

  private void checkKey(
      FieldReader fields, WrittenColumns written, List<String> key, List<String> partition) {
    var isExplicit = fields.take("primaryKey") != null && !key.isEmpty();
    Map<String, Boolean> listed = new HashMap<>();
    partition.forEach(it -> listed.put(it, false));
    key.forEach(it -> listed.put(it, true));
    for (var i = 0; i < written.columns().size(); i++) {
      var column = written.columns().get(i);
      var isKey = listed.get(column.name());
      if (isKey != null && column.nullable()) {
        reading.problem(
            written.entries().get(i),
            isKey ? "dataset.key-column-nullable" : "dataset.partition-column-nullable",
            "Column '%s' is part of the %s of dataset '%s' and nullable"
                .formatted(column.name(), DatasetKeyBinder.called(isKey), written.dataset().name()),
            "Write 'nullable: false'");
      }
      if (isExplicit && column.key() && !Boolean.TRUE.equals(isKey)) {
        reading.problem(
            written.entries().get(i),
            "dataset.key-column-unlisted",
            "Column '%s' is marked as key and the 'primaryKey' of dataset '%s' does not list it"
                .formatted(column.name(), written.dataset().name()),
            "List it, or remove the mark");
      }
    }
  }

  private void checkClassification(Tree.Entry entry, Dataset dataset) {
    if (dataset.classifications().isEmpty()) {
      return;
    }
    var onColumns =
        dataset.columns().stream()
            .filter(column -> !column.classifications().isEmpty())
            .map(Column::name)
            .collect(Collectors.joining("', '"));
    if (!onColumns.isEmpty()) {
      reading.problem(
          entry,
          "dataset.classification-twice",
          "Dataset '%s' is classified as a whole and at column '%s'"
              .formatted(dataset.name(), onColumns),
          "Classify the dataset or its columns, not both");
    }
  }

  private DataType type(Tree tree) {
    try {
      if (tree instanceof Tree.Scalar scalar) {
        return DataType.parse(scalar.text());
      }
      throw new IllegalArgumentException("a text is expected, found " + tree.describe());
    } catch (IllegalArgumentException e) {
      var message = String.valueOf(e.getMessage());
      reading
          .problems()
          .add(
              Problem.error(
                  "column.type",
                  new Location("", tree.line(), tree.column()),
                  "Not a column type: " + message,
                  remedy(message)));
      return UNREADABLE;
    }
  }

  private static String remedy(String message) {
    return message.contains("(") && !message.contains(")")
        ? "Quote it, because a comma ends a value within braces: \"decimal(10,2)\""
        : "Write a type such as varchar(40), integer or decimal(10,2)";
  }
}

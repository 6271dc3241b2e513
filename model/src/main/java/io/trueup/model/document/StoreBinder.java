package io.trueup.model.document;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.problem.Problem;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores with their datasets and columns, and notes what is wrong with them by themselves.
 */
final class StoreBinder {

  private static final DataType UNREADABLE = DataType.of(DataType.Kind.STRING);

  private static final Capture.Kind[] DECLARABLE = {Capture.Kind.CDC, Capture.Kind.SNAPSHOT};

  private final List<Problem> problems;

  StoreBinder(List<Problem> problems) {
    this.problems = problems;
  }

  /** A store that is captured from somewhere. */
  Datastore store(Fields fields) {
    var name = Names.take(fields, "name");
    var team = Names.takeTeam(fields, "team");
    fields.optionalText("description");
    return new Datastore(
        name, team, capture(fields, name), datasets(fields, "Store '%s'".formatted(name)));
  }

  /** The store that a transformer of a team makes. */
  Datastore output(Fields fields, String team, @Nullable String container) {
    var name = Names.take(fields, "name");
    fields.optionalText("description");
    var capture =
        new Capture(
            Capture.Kind.TRANSFORMER, container, null, Capture.Consistency.MULTI_DATASET, null);
    return new Datastore(name, team, capture, datasets(fields, "Store '%s'".formatted(name)));
  }

  private Capture capture(Fields fields, String store) {
    var tree = fields.takeRequired("capture");
    var empty = tree == null ? new Tree.Mapping(List.of(), 0, 0) : tree;
    var unread = new ArrayList<Problem>();
    var capture =
        Fields.of(
            empty, "The capture of store '%s'".formatted(store), tree == null ? unread : problems);
    var result =
        new Capture(
            capture.requiredChoice("kind", Capture.Kind.SNAPSHOT, DECLARABLE, Capture.Kind::text),
            capture.text("container"),
            capture.optionalText("credential"),
            capture.choice(
                "consistency",
                Capture.Consistency.MULTI_DATASET,
                Capture.Consistency.values(),
                Capture.Consistency::text),
            trigger(capture));
    capture.end();
    return result;
  }

  /** {@code trigger: external} or {@code trigger: {cron: "…"}}. */
  static @Nullable String trigger(Fields fields) {
    var tree = fields.take("trigger");
    return switch (tree) {
      case null -> null;
      case Tree.Scalar scalar when scalar.text().equals("external") -> "external";
      case Tree.Mapping mapping
          when mapping.entry("cron").map(Tree.Entry::value).orElse(null)
              instanceof Tree.Scalar cron -> {
        if (mapping.entries().size() > 1 || !cron.text().trim().matches("(\\S+\\s+){4}\\S+")) {
          fields.problem(
              cron,
              "trigger.cron",
              "'%s' is not a cron expression of five fields".formatted(cron.text()),
              "Write minute, hour, day of month, month, day of week");
        }
        yield cron.text().trim();
      }
      default -> {
        fields.problem(
            tree,
            "trigger.form",
            "A trigger is 'external' or has a 'cron', found " + tree.describe(),
            "Write trigger: external, or trigger: {cron: \"0 2 * * *\"}");
        yield null;
      }
    };
  }

  private List<Dataset> datasets(Fields fields, String owner) {
    var datasets = new ArrayList<Dataset>();
    for (var entry : fields.entries("datasets")) {
      Names.check(entry, problems);
      datasets.add(dataset(entry));
    }
    if (datasets.isEmpty()) {
      fields.problem(
          "store.no-dataset", owner + " has no dataset", "Declare at least one under 'datasets'");
    }
    return datasets;
  }

  private Dataset dataset(Tree.Entry entry) {
    var fields = Fields.of(entry.value(), "Dataset '%s'".formatted(entry.name()), problems);
    var columns = new LinkedHashMap<String, Column>();
    for (var column : fields.entries("columns")) {
      Names.check(column, problems);
      columns.put(column.name(), column(column));
    }
    if (columns.isEmpty()) {
      fields.problem(
          "dataset.no-schema",
          "Dataset '%s' has no column".formatted(entry.name()),
          "Declare its columns under 'columns'");
    }
    fields.optionalText("description");
    var key = primaryKey(fields, entry.name(), columns);
    var dataset =
        Dataset.of(
            entry.name(), fields.texts("classification"), List.copyOf(columns.values()), key);
    checkClassification(fields, dataset);
    fields.end();
    return dataset;
  }

  private List<String> primaryKey(Fields fields, String dataset, Map<String, Column> columns) {
    var declared = fields.texts("primaryKey");
    var flagged = columns.values().stream().filter(Column::key).map(Column::name).toList();
    var key = declared.isEmpty() ? flagged : declared;
    if (key.isEmpty() && !columns.isEmpty()) {
      fields.problem(
          "dataset.primary-key-missing",
          "Dataset '%s' has no primary key".formatted(dataset),
          "Mark its key columns with 'key: true', or list them under 'primaryKey'");
    }
    for (var name : key) {
      var column = columns.get(name);
      if (column == null) {
        fields.problem(
            "dataset.key-column-missing",
            "The primary key of dataset '%s' names '%s', which is none of its columns"
                .formatted(dataset, name),
            "Name a column of it");
      } else if (column.nullable()) {
        fields.problem(
            "dataset.key-column-nullable",
            "Column '%s' is part of the primary key of dataset '%s' and nullable"
                .formatted(name, dataset),
            "Write 'nullable: false'");
      }
    }
    return key;
  }

  private static void checkClassification(Fields fields, Dataset dataset) {
    var onColumns =
        dataset.columns().stream()
            .filter(column -> !column.classifications().isEmpty())
            .map(Column::name)
            .collect(Collectors.joining("', '"));
    if (!dataset.classifications().isEmpty() && !onColumns.isEmpty()) {
      fields.problem(
          "dataset.classification-twice",
          "Dataset '%s' is classified as a whole and at column '%s'"
              .formatted(dataset.name(), onColumns),
          "Classify the dataset or its columns, not both");
    }
  }

  private Column column(Tree.Entry entry) {
    if (entry.value() instanceof Tree.Scalar scalar && !scalar.isNull()) {
      return new Column(entry.name(), type(scalar), true, false, List.of());
    }
    var fields = Fields.of(entry.value(), "Column '%s'".formatted(entry.name()), problems);
    var tree = fields.takeRequired("type");
    var type = tree == null ? UNREADABLE : type(tree);
    var key = fields.flag("key", false);
    // A key column is never nullable: whoever writes only 'key: true' means that.
    var nullable = fields.flag("nullable", !key);
    var column = new Column(entry.name(), type, nullable, key, fields.texts("classification"));
    fields.optionalText("description");
    fields.end();
    return column;
  }

  private DataType type(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      try {
        return DataType.parse(scalar.text());
      } catch (IllegalArgumentException e) {
        problems.add(
            Problem.error(
                "column.type",
                new io.trueup.model.problem.Location("", tree.line(), tree.column()),
                "Not a column type: " + e.getMessage(),
                "Write a type such as varchar(40), integer or decimal(10,2)"));
      }
    } else {
      problems.add(
          Problem.error(
              "column.type",
              new io.trueup.model.problem.Location("", tree.line(), tree.column()),
              "A column's type is a text, found " + tree.describe(),
              "Write a type such as varchar(40), integer or decimal(10,2)"));
    }
    return UNREADABLE;
  }
}

package io.trueup.model.document;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.problem.Location;
import io.trueup.model.problem.Problem;
import io.trueup.model.type.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes stores with their datasets and columns, and notes what is wrong with them by themselves.
 */
final class StoreBinder {

  private static final DataType UNREADABLE = DataType.parse("string");

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
  @Nullable String trigger(Fields fields) {
    var tree = fields.take("trigger");
    return switch (tree) {
      case null -> null;
      case Tree.Scalar scalar when scalar.text().equals("external") -> "external";
      case Tree.Mapping mapping -> {
        var trigger = Fields.of(mapping, "The trigger", problems);
        var cron = trigger.takeRequired("cron");
        trigger.end();
        yield cron == null ? null : cron(fields, cron);
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

  /** The expression with single spaces, so that two ways of spacing mean the same. */
  private static String cron(Fields fields, Tree cron) {
    var parts =
        cron instanceof Tree.Scalar scalar
            ? scalar.text().strip().split("\\s+", -1)
            : new String[0];
    if (parts.length != 5) {
      fields.problem(
          cron,
          "trigger.cron",
          "%s is not a cron expression of five fields".formatted(cron.describe()),
          "Write minute, hour, day of month, month, day of week");
    }
    return String.join(" ", parts);
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
    var columns = columns(fields, entry);
    var key = primaryKey(fields, entry, columns.values());
    var names = new HashSet<>(key);
    var dataset =
        Dataset.of(
            entry.name(),
            fields.texts("classification"),
            columns.values().stream().map(it -> it.keyed(names)).toList(),
            key);
    checkClassification(entry, dataset);
    fields.optionalText("description");
    fields.end();
    return dataset;
  }

  private Map<String, Placed> columns(Fields fields, Tree.Entry dataset) {
    var columns = new LinkedHashMap<String, Placed>();
    for (var entry : fields.entries("columns")) {
      Names.check(entry, problems);
      columns.put(entry.name(), new Placed(column(entry), entry));
    }
    if (columns.isEmpty()) {
      fields.problem(
          "dataset.no-schema",
          "Dataset '%s' has no column".formatted(dataset.name()),
          "Declare its columns under 'columns'");
    }
    return columns;
  }

  /** A column with the place of its name. */
  private record Placed(Column column, Tree.Entry entry) {

    /** The column, marked as key by the one list that counts: it can be written in two ways. */
    Column keyed(Set<String> key) {
      return new Column(
          column.name(),
          column.type(),
          column.nullable(),
          key.contains(column.name()),
          column.classifications());
    }
  }

  private List<String> primaryKey(Fields fields, Tree.Entry dataset, Collection<Placed> columns) {
    var declared = fields.items("primaryKey");
    var key =
        declared.isEmpty()
            ? columns.stream().map(Placed::column).filter(Column::key).map(Column::name).toList()
            : declaredKey(declared, dataset, columns);
    if (key.isEmpty() && declared.isEmpty() && !columns.isEmpty()) {
      fields.problem(
          "dataset.primary-key-missing",
          "Dataset '%s' has no primary key".formatted(dataset.name()),
          "Mark its key columns with 'key: true', or list them under 'primaryKey'");
    }
    var listed = new HashSet<>(key);
    for (var placed : columns) {
      if (placed.column().nullable() && listed.contains(placed.column().name())) {
        problems.add(
            Names.problem(
                placed.entry(),
                "dataset.key-column-nullable",
                "Column '%s' is part of the primary key of dataset '%s' and nullable"
                    .formatted(placed.column().name(), dataset.name()),
                "Write 'nullable: false'"));
      }
      if (placed.column().key() && !listed.contains(placed.column().name())) {
        problems.add(
            Names.problem(
                placed.entry(),
                "dataset.key-column-unlisted",
                "Column '%s' is marked as key and the 'primaryKey' of dataset '%s' does not list it"
                    .formatted(placed.column().name(), dataset.name()),
                "List it, or remove the mark"));
      }
    }
    return key;
  }

  private List<String> declaredKey(
      List<Tree> declared, Tree.Entry dataset, Collection<Placed> columns) {
    var names = columns.stream().map(it -> it.column().name()).collect(Collectors.toSet());
    var key = new LinkedHashSet<String>();
    for (var item : declared) {
      if (!(item instanceof Tree.Scalar scalar) || !names.contains(scalar.text())) {
        keyProblem(
            item,
            "dataset.key-column-missing",
            "The primary key of dataset '%s' names %s, which is none of its columns"
                .formatted(dataset.name(), item.describe()),
            "Name a column of it");
      } else if (!key.add(scalar.text())) {
        keyProblem(
            item,
            "dataset.key-column-twice",
            "The primary key of dataset '%s' names '%s' twice"
                .formatted(dataset.name(), scalar.text()),
            "Remove one of the two");
      }
    }
    return List.copyOf(key);
  }

  private void keyProblem(Tree at, String rule, String message, String remedy) {
    problems.add(Problem.error(rule, new Location("", at.line(), at.column()), message, remedy));
  }

  private void checkClassification(Tree.Entry entry, Dataset dataset) {
    var onColumns =
        dataset.columns().stream()
            .filter(column -> !column.classifications().isEmpty())
            .map(Column::name)
            .collect(Collectors.joining("', '"));
    if (!dataset.classifications().isEmpty() && !onColumns.isEmpty()) {
      problems.add(
          Names.problem(
              entry,
              "dataset.classification-twice",
              "Dataset '%s' is classified as a whole and at column '%s'"
                  .formatted(dataset.name(), onColumns),
              "Classify the dataset or its columns, not both"));
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

  private static String remedy(Tree tree) {
    return tree instanceof Tree.Scalar scalar && isCutOff(scalar.text())
        ? "Quote it, for within braces a comma ends a value: \"decimal(10,2)\""
        : "Write a type such as varchar(40), integer or decimal(10,2)";
  }

  private static boolean isCutOff(String type) {
    return (type.contains("(") && !type.contains(")"))
        || (type.contains("<") && !type.contains(">"));
  }

  private DataType type(Tree tree) {
    try {
      if (tree instanceof Tree.Scalar scalar) {
        return DataType.parse(scalar.text());
      }
      throw new IllegalArgumentException("a text is expected, found " + tree.describe());
    } catch (IllegalArgumentException e) {
      problems.add(
          Problem.error(
              "column.type",
              new Location("", tree.line(), tree.column()),
              "Not a column type: " + e.getMessage(),
              remedy(tree)));
      return UNREADABLE;
    }
  }
}

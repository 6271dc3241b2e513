package io.trueup.platforms.relational.schema;

import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans one table, with its indexes and dependent views. Not thread-safe: one for each table. */
final class TablePlanner {

  private final DesiredTable table;
  private final ObjectName name;
  private final ActualSchema actual;
  private final @Nullable Relation before;
  private final List<PlannedStatement> statements = new ArrayList<>();
  private final List<PlanRefusal> refusals = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  /** The changes of columns. */
  private record Work(
      List<Widening> widenings,
      List<ColumnDefinition> additions,
      List<String> loosened,
      List<String> undeclared) {}

  TablePlanner(DesiredTable table, ActualSchema actual) {
    this.table = table;
    this.name = table.name();
    this.actual = actual;
    this.before = actual.find(name).orElse(null);
  }

  SchemaPlan plan() {
    if (before == null) {
      create();
    } else if (!before.kind().isTable()) {
      refuse(
          "Cannot create table %s: a %s of that name exists. Rename or drop it"
              .formatted(name, before.kind().word()));
    } else {
      change(before);
    }
    var units =
        statements.isEmpty() || !refusals.isEmpty()
            ? List.<SchemaUnit>of()
            : List.of(new SchemaUnit(name, statements));
    return new SchemaPlan(List.of(), units, refusals, List.of(), differences);
  }

  private void create() {
    add(new SchemaChange.CreateTable(table), "it does not exist");
    var partitioning = table.options().partitioning();
    if (partitioning != null) {
      var partitions = partitioning.partitions();
      for (var i = 0; i < partitions.size(); i++) {
        add(
            new SchemaChange.CreatePartition(partitions.get(i), name, i, partitions.size()),
            "every row needs a partition");
      }
    }
    for (var index : table.options().indexes()) {
      add(new SchemaChange.CreateIndex(name, index, false), "it does not exist");
    }
    comments(null);
  }

  private void change(Relation relation) {
    var existing = byName(relation.columns());
    var widenings = new ArrayList<Widening>();
    var additions = new ArrayList<ColumnDefinition>();
    var loosened = new ArrayList<String>();
    for (var column : table.columns()) {
      var found = existing.get(column.name());
      if (found == null) {
        addition(column, additions);
        continue;
      }
      type(relation, found, column, widenings);
      nullability(found, column, loosened);
    }
    var undeclared = undeclaredThatKeepRowsOut(relation);
    differences.addAll(new DriftPlanner(table, relation).differences());
    var key = new KeyPlanner(table, relation);
    key.refusal().ifPresent(this::refuse);
    inOneTransaction(relation, key.proofs(), new Work(widenings, additions, loosened, undeclared));
    checksToValidate(relation);
    indexes(relation);
    statements.addAll(key.statements());
  }

  private void addition(ColumnDefinition column, List<ColumnDefinition> additions) {
    if (!column.nullable() && column.defaultSql() == null) {
      refuse(
          "Cannot add column '%s' to %s: it may not be null, and the rows that exist have no value for it. Declare it nullable"
              .formatted(column.name(), name));
    } else if (before != null && before.extras().attributes() + additions.size() >= 1_600) {
      refuse(
          "Cannot add column '%s' to %s: a table in Postgres has at most 1600 columns, including dropped ones. Recreate the table, or split the dataset"
              .formatted(column.name(), name));
    } else {
      additions.add(column);
    }
  }

  private void type(
      Relation relation,
      ColumnDefinition found,
      ColumnDefinition wanted,
      List<Widening> widenings) {
    switch (NativeTypes.between(found.type(), wanted.type())) {
      case SAME -> {}
      case KEPT, REWRITTEN -> {
        if (relation.extras().partitionedBy().contains(found.name())) {
          refuse(
              "Cannot change column '%s' of %s to %s: the table is partitioned by it, and Postgres never changes the type of such a column. Declare a new dataset, or keep %s"
                  .formatted(found.name(), name, wanted.type(), found.type()));
        } else {
          widenings.add(new Widening(found.name(), found.type(), wanted.type(), found.collation()));
        }
      }
      case NONE -> {
        var choice =
            PostgresSql.render(
                new SchemaChange.WidenColumns(
                    name,
                    List.of(
                        new Widening(
                            found.name(), found.type(), wanted.type(), found.collation()))));
        if (NativeTypes.between(wanted.type(), found.type()) != NativeTypes.Step.NONE) {
          differ(
              Difference.Kind.OTHER_TYPE,
              "Column '%s' of %s is %s, which is wider than the %s that is declared"
                  .formatted(found.name(), name, found.type(), wanted.type()),
              choice);
        } else {
          refuse(
              "Cannot change column '%s' of %s to %s: it is %s, and %s does not hold every value of it. The table is not as Trueup last made it, or was made before Trueup recorded what it makes. An operator may choose: %s"
                  .formatted(
                      found.name(), name, wanted.type(), found.type(), wanted.type(), choice));
        }
      }
    }
  }

  private void nullability(ColumnDefinition found, ColumnDefinition wanted, List<String> loosened) {
    if (wanted.nullable() && !found.nullable()) {
      loosened.add(found.name());
    } else if (!wanted.nullable() && found.nullable() && !isInMissingKey(found.name())) {
      differ(
          Difference.Kind.OTHER_NULLABILITY,
          "Column '%s' of %s may be null, and is declared not to be".formatted(found.name(), name),
          PostgresSql.render(new SchemaChange.SetNotNull(name, found.name())));
    }
  }

  /** Undeclared columns that reject rows without a value, although nothing writes them any more. */
  private List<String> undeclaredThatKeepRowsOut(Relation relation) {
    var wanted = byName(table.columns());
    return relation.columns().stream()
        .filter(it -> !it.nullable() && it.defaultSql() == null && !wanted.containsKey(it.name()))
        .map(ColumnDefinition::name)
        .filter(it -> !relation.primaryKey().contains(it))
        .toList();
  }

  private boolean isInMissingKey(String column) {
    return before != null && before.primaryKey().isEmpty() && table.primaryKey().contains(column);
  }

  /** The changes that run in one transaction, in an order that does not deadlock. */
  private void inOneTransaction(Relation relation, List<String> proofs, Work work) {
    var chain = DependentViews.of(name, actual);
    var widenings = work.widenings();
    if (!widenings.isEmpty()) {
      chain.obstacle(name).ifPresent(this::refuse);
      statements.addAll(chain.drops("a view keeps the types of the columns that it shows"));
    }
    var outdated = outdatedChecks(relation, proofs);
    outdated.forEach(
        it -> add(new SchemaChange.DropCheck(name, it), "the declared type is wider now"));
    if (!widenings.isEmpty()) {
      statements.add(
          PostgresCosts.statement(
              new SchemaChange.WidenColumns(name, widenings),
              reason(widenings),
              without(relation, outdated)));
    }
    work.loosened()
        .forEach(
            column -> add(new SchemaChange.DropNotNull(name, column), "it is declared nullable"));
    work.undeclared()
        .forEach(column ->
            add(
                new SchemaChange.DropNotNull(name, column),
                "it is not declared, so new rows have no value for it"));
    work.additions()
        .forEach(column -> add(new SchemaChange.AddColumn(name, column), "it is declared"));
    missingChecks(relation)
        .forEach(check ->
            add(
                new SchemaChange.AddCheck(name, check),
                "rejects values outside the declared type"));
    if (!widenings.isEmpty()) {
      statements.addAll(chain.restores("restores the view"));
    }
    comments(relation);
  }

  private static String reason(List<Widening> widenings) {
    return widenings.size() == 1
        ? "its type is declared wider"
        : "their types are declared wider; one statement rewrites rows once";
  }

  private List<String> outdatedChecks(Relation relation, List<String> proofs) {
    var wanted = table.options().checks().stream().map(CheckConstraint::name).toList();
    return relation.extras().checks().stream()
        .map(CheckConstraint::name)
        .filter(it -> CheckConstraint.isOurs(it) && !wanted.contains(it) && !proofs.contains(it))
        .toList();
  }

  private static Relation without(Relation relation, List<String> checks) {
    return relation.with(
        relation
            .extras()
            .withChecks(
                relation.extras().checks().stream()
                    .filter(it -> !checks.contains(it.name()))
                    .toList()));
  }

  private List<CheckConstraint> missingChecks(Relation relation) {
    var there = relation.extras().checks().stream().map(CheckConstraint::name).toList();
    return table.options().checks().stream().filter(it -> !there.contains(it.name())).toList();
  }

  private void checksToValidate(Relation relation) {
    var missing = missingChecks(relation);
    var wanted = table.options().checks().stream().map(CheckConstraint::name).toList();
    relation.extras().checks().stream()
        .filter(it -> wanted.contains(it.name()) && !it.isValidated())
        .forEach(this::validate);
    missing.forEach(this::validate);
  }

  private void validate(CheckConstraint check) {
    add(
        new SchemaChange.ValidateCheck(name, check.name()),
        "checks existing rows while others use the table");
  }

  private void indexes(Relation relation) {
    var there = new LinkedHashMap<String, TableIndex>();
    relation.extras().indexes().forEach(it -> there.put(it.name(), it));
    for (var index : table.options().indexes()) {
      var found = there.get(index.name());
      if (found != null && !found.isValid()) {
        add(new SchemaChange.DropInvalidIndex(name, found.name()), "building it was interrupted");
      }
      if (found == null || !found.isValid()) {
        add(
            new SchemaChange.CreateIndex(name, index, relation.kind() == Relation.Kind.TABLE),
            found == null ? "it does not exist" : "building it was interrupted");
      }
    }
  }

  private void comments(@Nullable Relation relation) {
    if (relation == null || !table.comment().equals(relation.comment())) {
      add(
          new SchemaChange.Comment(name, Relation.Kind.TABLE, table.comment()),
          "the catalog says what it is");
    }
    var there = relation == null ? Map.<String, ColumnDefinition>of() : byName(relation.columns());
    for (var column : table.columns()) {
      var found = there.get(column.name());
      if (column.comment() != null
          && (found == null || !column.comment().equals(found.comment()))) {
        add(
            new SchemaChange.CommentColumn(name, column.name(), column.comment()),
            "the model's documentation");
      }
    }
  }

  private void add(SchemaChange change, String reason) {
    statements.add(PostgresCosts.statement(change, reason, before));
  }

  private void refuse(String reason) {
    refusals.add(new PlanRefusal(name, reason));
  }

  private void differ(Difference.Kind kind, String message, @Nullable String choice) {
    differences.add(new Difference(name, kind, message, choice));
  }

  static Map<String, ColumnDefinition> byName(List<ColumnDefinition> columns) {
    var byName = new LinkedHashMap<String, ColumnDefinition>();
    columns.forEach(column -> byName.put(column.name(), column));
    return byName;
  }
}

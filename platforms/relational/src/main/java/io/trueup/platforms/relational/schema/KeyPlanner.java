package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the primary key of an existing table. An existing key is never changed. A dropped key is
 * rebuilt while others write: first a unique index, then a proof that its columns hold no nulls,
 * then the key from both.
 */
final class KeyPlanner {

  private final DesiredTable table;
  private final ObjectName name;
  private final Relation relation;

  KeyPlanner(DesiredTable table, Relation relation) {
    this.table = table;
    this.name = table.name();
    this.relation = relation;
  }

  /** Why the existing key cannot become the wanted one; empty when it is that one, or missing. */
  Optional<String> refusal() {
    var found = relation.primaryKey();
    if (found.isEmpty() || found.equals(table.primaryKey())) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot change the primary key of %s from (%s) to (%s): rows are identified by it. Keep the key, or declare a new dataset"
            .formatted(name, String.join(", ", found), String.join(", ", table.primaryKey())));
  }

  /** Whether an index is the one from which the table's key is built. */
  static boolean isForKey(DesiredTable table, TableIndex index) {
    return !table.primaryKey().isEmpty()
        && index.name().equals(TableIndex.of(table.name(), table.primaryKey(), true).name());
  }

  /** The checks from which a missing key is built; they must not be dropped meanwhile. */
  List<String> proofs() {
    return relation.primaryKey().isEmpty()
        ? table.primaryKey().stream().map(KeyPlanner::proof).map(CheckConstraint::name).toList()
        : List.of();
  }

  List<PlannedStatement> statements() {
    var key = table.primaryKey();
    if (key.isEmpty() || !relation.primaryKey().isEmpty()) {
      return List.of();
    }
    var statements = new ArrayList<PlannedStatement>();
    if (relation.kind() == Relation.Kind.PARTITIONED_TABLE) {
      add(statements, new SchemaChange.AddPrimaryKey(name, key, null), "its key is gone");
      return statements;
    }
    var index = TableIndex.of(name, key, true);
    var found =
        relation.extras().indexes().stream()
            .filter(it -> it.name().equals(index.name()))
            .findFirst();
    if (found.isPresent() && !found.get().isValid()) {
      add(
          statements,
          new SchemaChange.DropInvalidIndex(name, index.name()),
          "building it was interrupted");
    }
    if (found.isEmpty() || !found.get().isValid()) {
      add(statements, new SchemaChange.CreateIndex(name, index, true), "it becomes the key");
    }
    prove(statements);
    add(statements, new SchemaChange.AddPrimaryKey(name, key, index.name()), "its key is gone");
    for (var column : table.primaryKey()) {
      var proof = proof(column);
      if (nullable().contains(column) || isThere(proof)) {
        add(statements, new SchemaChange.DropCheck(name, proof.name()), "the key says it now");
      }
    }
    return statements;
  }

  private void prove(List<PlannedStatement> statements) {
    var there = relation.extras().checks();
    for (var column : nullable()) {
      var check = proof(column);
      var found = there.stream().filter(it -> it.name().equals(check.name())).findFirst();
      if (found.isEmpty()) {
        add(statements, new SchemaChange.AddCheck(name, check), "a key has no nulls");
      }
      if (found.isEmpty() || !found.get().isValidated()) {
        add(
            statements,
            new SchemaChange.ValidateCheck(name, check.name()),
            "checks existing rows while others use the table");
      }
    }
    nullable()
        .forEach(column ->
            add(statements, new SchemaChange.SetNotNull(name, column), "its check proves it"));
  }

  private static CheckConstraint proof(String column) {
    return CheckConstraint.of(column, PostgresSql.identifier(column) + " IS NOT NULL");
  }

  private boolean isThere(CheckConstraint check) {
    return relation.extras().checks().stream().anyMatch(it -> it.name().equals(check.name()));
  }

  private List<String> nullable() {
    return relation.columns().stream()
        .filter(it -> it.nullable() && table.primaryKey().contains(it.name()))
        .map(ColumnDefinition::name)
        .toList();
  }

  private void add(List<PlannedStatement> statements, SchemaChange change, String reason) {
    statements.add(PostgresCosts.statement(change, reason, relation));
  }
}

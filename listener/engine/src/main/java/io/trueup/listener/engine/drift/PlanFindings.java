package io.trueup.listener.engine.drift;

import io.trueup.model.rollout.NodeRecord;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.statestore.drift.DriftFinding;
import io.trueup.statestore.drift.DriftKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan says about drift: a node that is at its target needs no change, so whatever its plan
 * would change, or refuses to, differs. What a plan leaves as it is, such as columns that are not
 * declared, is no drift: Trueup itself leaves such behind. Pure.
 */
final class PlanFindings {

  private PlanFindings() {}

  private record Difference(DriftKind kind, String sentence) {}

  /** The finding about a node that is at its target; empty when it does not differ. */
  static Optional<DriftFinding> of(NodeRecord node, SchemaPlan plan) {
    var differences = differences(plan);
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    var missing = differences.stream().filter(it -> it.kind() == DriftKind.MISSING).findFirst();
    var first = missing.orElse(differences.getFirst());
    var others = differences.size() - 1;
    var message =
        others == 0
            ? first.sentence()
            : "%s, and %d more difference%s"
                .formatted(first.sentence(), others, others == 1 ? "" : "s");
    return Optional.of(new DriftFinding(node.key(), node.realized(), first.kind(), message, null));
  }

  private static List<Difference> differences(SchemaPlan plan) {
    var dropped = new HashSet<ObjectName>();
    var created = new HashSet<ObjectName>();
    for (var change : plan.changes()) {
      switch (change) {
        case SchemaChange.DropView(var name) -> dropped.add(name);
        case SchemaChange.CreateTable(var table) -> created.add(table.name());
        case SchemaChange.CreateView(var view) -> created.add(view.name());
        default -> {}
      }
    }
    var differences = new ArrayList<Difference>();
    for (var change : plan.changes()) {
      sentence(change, dropped, created)
          .filter(it -> !differences.contains(it))
          .ifPresent(differences::add);
    }
    plan.refusals().forEach(it -> differences.add(changed(it.reason())));
    plan.missingPrerequisites().forEach(it -> differences.add(changed(it.reason())));
    return differences;
  }

  /** Empty for what only follows from another difference. */
  private static Optional<Difference> sentence(
      SchemaChange change, Set<ObjectName> dropped, Set<ObjectName> created) {
    return Optional.ofNullable(
        switch (change) {
          case SchemaChange.CreateSchema(var schema) ->
              missing("Schema %s is missing".formatted(schema));
          case SchemaChange.CreateRole(var role) -> missing("Role '%s' is missing".formatted(role));
          case SchemaChange.CreateTable(var table) ->
              missing("Table %s is missing".formatted(table.name()));
          case SchemaChange.CreatePartition(var name, var table, _, _) ->
              created.contains(table)
                  ? null
                  : missing("Partition %s of table %s is missing".formatted(name, table));
          case SchemaChange.CreateView(var view) ->
              dropped.contains(view.name())
                  ? changed("View %s has other columns".formatted(view.name()))
                  : missing("View %s is missing".formatted(view.name()));
          case SchemaChange.ReplaceView(var view) ->
              changed("View %s has another query or other columns".formatted(view.name()));
          case SchemaChange.CommentSchema(var schema, _) ->
              changed("Schema %s has another comment".formatted(schema));
          case SchemaChange.CommentRole(var role, _) ->
              changed("Role '%s' has another comment".formatted(role));
          case SchemaChange.GrantUsage(var schema, var role) ->
              changed("Role '%s' may not use schema %s".formatted(role, schema));
          default -> {
            var name = change.name();
            yield name == null || created.contains(name) || dropped.contains(name)
                ? null
                : changed(ofRelation(change, name));
          }
        });
  }

  private static String ofRelation(SchemaChange change, ObjectName name) {
    return switch (change) {
      case SchemaChange.AddColumn(_, var column) ->
          "Column '%s' of table %s is missing".formatted(column.name(), name);
      case SchemaChange.WidenColumns(_, var widenings) ->
          "Column '%s' of table %s is %s and not %s"
              .formatted(
                  widenings.getFirst().column(),
                  name,
                  widenings.getFirst().from(),
                  widenings.getFirst().to());
      case SchemaChange.DropNotNull(_, var column) ->
          "Column '%s' of table %s may not be null".formatted(column, name);
      case SchemaChange.CreateIndex(_, var index, _) ->
          "Index '%s' of table %s is missing".formatted(index.name(), name);
      case SchemaChange.DropInvalidIndex(_, var index) ->
          "Index '%s' of table %s is not valid".formatted(index, name);
      case SchemaChange.AddPrimaryKey(_, _, _) -> "Table %s has no primary key".formatted(name);
      case SchemaChange.AddCheck(_, var check) ->
          "Check '%s' of table %s is missing".formatted(check.name(), name);
      case SchemaChange.GrantOn(_, var grant) ->
          "Role '%s' may not read %s".formatted(grant.role(), name);
      case SchemaChange.Comment(_, _, _) -> "%s has another comment".formatted(name);
      case SchemaChange.CommentColumn(_, var column, _) ->
          "Column '%s' of %s has another comment".formatted(column, name);
      default -> "%s differs".formatted(name);
    };
  }

  private static Difference changed(String sentence) {
    return new Difference(DriftKind.CHANGED, sentence);
  }

  private static Difference missing(String sentence) {
    return new Difference(DriftKind.MISSING, sentence);
  }
}

package io.trueup.listener.daemon.view;

import io.trueup.listener.daemon.view.PlanView.Effect;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.Relation;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaUnit;
import java.util.List;

/** The kind and effect of a unit of a plan, derived from its changes. Pure. */
record UnitSummary(String kind, Effect effect) {

  static UnitSummary of(NodeKey node, SchemaUnit unit) {
    var own =
        unit.statements().stream()
            .map(PlannedStatement::change)
            .filter(it -> unit.name().equals(it.name()))
            .toList();
    return new UnitSummary(
        own.stream().anyMatch(UnitSummary::isOfView) || isExport(node, own) ? "view" : "table",
        effect(own));
  }

  /** A comment or grant can be on either; the nodes of kind Export have views only. */
  private static boolean isExport(NodeKey node, List<SchemaChange> own) {
    return node.isA(NodeKind.EXPORT) && own.stream().noneMatch(UnitSummary::isOfTable);
  }

  private static boolean isOfView(SchemaChange change) {
    return switch (change) {
      case SchemaChange.CreateView _,
          SchemaChange.ReplaceView _,
          SchemaChange.DropView _,
          SchemaChange.RestoreView _,
          SchemaChange.RestoreOwner _ ->
          true;
      case SchemaChange.Comment(_, var kind, _) -> kind == Relation.Kind.VIEW;
      case SchemaChange.DropRelation(_, var kind) -> kind == Relation.Kind.VIEW;
      default -> false;
    };
  }

  private static boolean isOfTable(SchemaChange change) {
    return change instanceof SchemaChange.CreateTable
        || change instanceof SchemaChange.AddColumn
        || change instanceof SchemaChange.WidenColumns;
  }

  private static Effect effect(List<SchemaChange> own) {
    if (own.stream().anyMatch(SchemaChange.DropRelation.class::isInstance)) {
      return Effect.DROP;
    }
    var isMade =
        own.stream().anyMatch(SchemaChange.CreateTable.class::isInstance)
            || (own.stream().anyMatch(SchemaChange.CreateView.class::isInstance)
                && own.stream().noneMatch(SchemaChange.DropView.class::isInstance));
    return isMade ? Effect.CREATE : Effect.CHANGE;
  }
}

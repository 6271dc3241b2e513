package io.trueup.listener.daemon.view;

import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The effect of a change on its table or view in a few words. Pure.
 *
 * @param sign {@code +} for an addition, {@code ~} for a change, {@code -} for a removal
 * @param text empty for what only serves another change, such as a view that is created again
 */
record ChangeSummary(String sign, String text) {

  static final ChangeSummary NOTHING = new ChangeSummary("~", "");

  static ChangeSummary of(SchemaChange change) {
    return switch (change) {
      case SchemaChange.CreateSchema(var schema) -> added("schema " + schema);
      case SchemaChange.CreateRole(var role) -> added("role " + role);
      case SchemaChange.CreateTable(var table) ->
          added("table with %d columns".formatted(table.columns().size()));
      case SchemaChange.CreatePartition(var name, _, _, _) -> added("partition " + name);
      case SchemaChange.AddColumn(_, var column) ->
          added("column %s %s".formatted(column.name(), column.type()));
      case SchemaChange.WidenColumns(_, var widenings) ->
          changed(widenings.stream().map(ChangeSummary::widened).collect(Collectors.joining(", ")));
      case SchemaChange.DropNotNull(_, var column) ->
          changed("column %s may be null".formatted(column));
      case SchemaChange.SetNotNull(_, var column) ->
          changed("column %s is never null".formatted(column));
      case SchemaChange.AddCheck(_, var check) -> added("check " + check.condition());
      case SchemaChange.ValidateCheck _ -> NOTHING;
      case SchemaChange.DropCheck(_, var check) -> removed("check " + check);
      case SchemaChange.CreateIndex(_, var index, _) ->
          added("index on " + String.join(", ", index.columns()));
      case SchemaChange.DropInvalidIndex(_, var index) ->
          removed("index %s, which was never finished".formatted(index));
      case SchemaChange.AddPrimaryKey(_, var columns, _) ->
          added("primary key " + String.join(", ", columns));
      case SchemaChange.CreateView(var view) ->
          added("view with %d columns".formatted(view.columns().size()));
      case SchemaChange.ReplaceView _ -> changed("the view's query");
      case SchemaChange.DropView _,
          SchemaChange.RestoreOwner _,
          SchemaChange.ActAs _,
          SchemaChange.SecurityLabel _ ->
          NOTHING;
      case SchemaChange.RestoreView(var name, _, _) ->
          changed("view %s is created again".formatted(name));
      case SchemaChange.Comment _ -> changed("comment");
      case SchemaChange.CommentColumn(_, var column, _) -> changed("comment of column " + column);
      case SchemaChange.GrantOn(_, var grant) ->
          added("%s for %s".formatted(grant.privilege(), grant.role()));
      case SchemaChange.CommentSchema(var schema, _) -> changed("mark of schema " + schema);
      case SchemaChange.CommentRole(var role, _) -> changed("mark of role " + role);
      case SchemaChange.GrantOnColumn(_, var column, var grant) ->
          added("%s of column %s for %s".formatted(grant.privilege(), column, grant.role()));
      case SchemaChange.GrantUsage(var schema, var role) ->
          added("usage of schema %s for %s".formatted(schema, role));
      case SchemaChange.RevokeOn(_, var role) -> removed("what %s may do".formatted(role));
      case SchemaChange.RevokeUsage(var schema, var role) ->
          removed("usage of schema %s for %s".formatted(schema, role));
      case SchemaChange.DropRole(var role) -> removed("role " + role);
      case SchemaChange.DropRelation(_, var kind) ->
          removed(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
      case SchemaChange.DropEmptySchema(var schema) -> removed("schema " + schema);
    };
  }

  /** Of a view that its unit drops first. */
  static ChangeSummary again(SchemaChange.CreateView create) {
    return changed(
        "the view is created again with %d columns".formatted(create.view().columns().size()));
  }

  private static String widened(Widening widening) {
    return "column %s %s becomes %s".formatted(widening.column(), widening.from(), widening.to());
  }

  private static ChangeSummary added(String text) {
    return new ChangeSummary("+", text);
  }

  private static ChangeSummary changed(String text) {
    return new ChangeSummary("~", text);
  }

  private static ChangeSummary removed(String text) {
    return new ChangeSummary("-", text);
  }
}

package io.trueup.listener.schema;

import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.schema.SchemaChange.WidenColumns.Widening;
import java.util.stream.Collectors;

/**
 * Says in a few words what a change does to the table or view that it is about. Pure.
 *
 * @param sign {@code +} for what comes, {@code ~} for what changes, {@code -} for what goes
 * @param text empty for what only serves another change, such as a view that is made again
 */
record ChangeWords(String sign, String text) {

  static final ChangeWords NOTHING = new ChangeWords("~", "");

  static ChangeWords of(SchemaChange change) {
    return switch (change) {
      case SchemaChange.CreateSchema(var schema) -> comes("schema " + schema);
      case SchemaChange.CreateRole(var role) -> comes("role " + role);
      case SchemaChange.CreateTable(var table) ->
          comes("table with %d columns".formatted(table.columns().size()));
      case SchemaChange.CreatePartition(var name, _, _, _) -> comes("partition " + name);
      case SchemaChange.AddColumn(_, var column) ->
          comes("column %s %s".formatted(column.name(), column.type()));
      case SchemaChange.WidenColumns(_, var widenings) ->
          changes(widenings.stream().map(ChangeWords::widened).collect(Collectors.joining(", ")));
      case SchemaChange.DropNotNull(_, var column) ->
          changes("column %s may be null".formatted(column));
      case SchemaChange.SetNotNull(_, var column) ->
          changes("column %s is never null".formatted(column));
      case SchemaChange.AddCheck(_, var check) -> comes("check " + check.condition());
      case SchemaChange.ValidateCheck _ -> NOTHING;
      case SchemaChange.DropCheck(_, var check) -> goes("check " + check);
      case SchemaChange.CreateIndex(_, var index, _) ->
          comes("index on " + String.join(", ", index.columns()));
      case SchemaChange.DropInvalidIndex(_, var index) ->
          goes("index %s, which was never finished".formatted(index));
      case SchemaChange.AddPrimaryKey(_, var columns, _) ->
          comes("primary key " + String.join(", ", columns));
      case SchemaChange.CreateView(var view) ->
          comes("view with %d columns".formatted(view.columns().size()));
      case SchemaChange.ReplaceView _ -> changes("the view's query");
      case SchemaChange.DropView _,
          SchemaChange.RestoreOwner _,
          SchemaChange.ActAs _,
          SchemaChange.SecurityLabel _ ->
          NOTHING;
      case SchemaChange.RestoreView(var name, _, _) ->
          changes("view %s is made again".formatted(name));
      case SchemaChange.Comment _ -> changes("comment");
      case SchemaChange.CommentColumn(_, var column, _) -> changes("comment of column " + column);
      case SchemaChange.GrantOn(_, var grant) ->
          comes("%s for %s".formatted(grant.privilege(), grant.role()));
      case SchemaChange.CommentSchema(var schema, _) -> changes("mark of schema " + schema);
      case SchemaChange.CommentRole(var role, _) -> changes("mark of role " + role);
      case SchemaChange.GrantOnColumn(_, var column, var grant) ->
          comes("%s of column %s for %s".formatted(grant.privilege(), column, grant.role()));
      case SchemaChange.GrantUsage(var schema, var role) ->
          comes("usage of schema %s for %s".formatted(schema, role));
      case SchemaChange.RevokeOn(_, var role) -> goes("what %s may do".formatted(role));
      case SchemaChange.RevokeUsage(var schema, var role) ->
          goes("usage of schema %s for %s".formatted(schema, role));
      case SchemaChange.DropRole(var role) -> goes("role " + role);
      case SchemaChange.DropRelation(_, var kind) ->
          goes(kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
      case SchemaChange.DropEmptySchema(var schema) -> goes("schema " + schema);
    };
  }

  /** Of a view that its unit drops first. */
  static ChangeWords again(SchemaChange.CreateView create) {
    return changes(
        "the view is made again, with %d columns".formatted(create.view().columns().size()));
  }

  private static String widened(Widening widening) {
    return "column %s %s becomes %s".formatted(widening.column(), widening.from(), widening.to());
  }

  private static ChangeWords comes(String text) {
    return new ChangeWords("+", text);
  }

  private static ChangeWords changes(String text) {
    return new ChangeWords("~", text);
  }

  private static ChangeWords goes(String text) {
    return new ChangeWords("-", text);
  }
}

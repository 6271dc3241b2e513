package io.trueup.platforms.relational.schema;

import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.SchemaChange.WidenColumns.Widening;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * The cost of each change in Postgres 13 to 18, measured by running each in a transaction on a
 * table with rows and reading {@code pg_locks}, the table's file and its statistics. The versions
 * agree, except that GRANT and REVOKE take no lock before 18.
 *
 * <pre>
 * change                               class       lock                    how
 * schema, role, new table, partition   instant     none                    together
 * index of a new table                 instant     none                    together
 * column, with a constant default      short-lock  access exclusive        together
 * wider type, rows kept or none        short-lock  access exclusive        together
 * the same, with a check on it         locked-scan access exclusive        together
 * wider type, rows rewritten           rewrite     access exclusive        together
 * column may be null                   short-lock  access exclusive        together
 * column may not, as a check proves    short-lock  access exclusive        together
 * check, not validated; check goes     short-lock  access exclusive        together
 * check is validated                   scan        share update exclusive  alone
 * index while others write             scan        share update exclusive  outside
 * index of a partitioned table         rewrite     share                   together
 * invalid index goes                   instant     share update exclusive  outside
 * primary key from an index            short-lock  access exclusive        together
 * primary key without one              rewrite     access exclusive        together
 * new view                             instant     access share            together
 * other view under its name, view goes short-lock  access exclusive        together
 * comment                              instant     share update exclusive  together
 * grant, revoke                        instant     access share            together
 * table or view goes for good          destructive access exclusive        together
 * </pre>
 */
public final class PostgresCosts {

  private record Price(Safety safety, TableLock lock, Mode mode) {}

  private static final Price NOTHING = price(Safety.INSTANT, TableLock.NONE);
  private static final Price BRIEF = price(Safety.SHORT_LOCK, TableLock.ACCESS_EXCLUSIVE);
  private static final Price LOCKED_SCAN = price(Safety.LOCKED_SCAN, TableLock.ACCESS_EXCLUSIVE);
  private static final Price REWRITE = price(Safety.REWRITE, TableLock.ACCESS_EXCLUSIVE);
  private static final Price WEAK = price(Safety.INSTANT, TableLock.SHARE_UPDATE_EXCLUSIVE);

  private PostgresCosts() {}

  /**
   * The statement for a change, with its SQL and its costs.
   *
   * @param before the relation before the whole plan; null when the plan creates it
   */
  public static PlannedStatement statement(
      SchemaChange change, String reason, @Nullable Relation before) {
    var price = price(change, before);
    var tables = before == null ? 1 : 1 + before.extras().partitions().size();
    var cost = new PlannedStatement.Cost(price.safety(), price.lock(), price.mode(), tables);
    return new PlannedStatement(change, PostgresSql.render(change), reason, cost);
  }

  private static Price price(SchemaChange change, @Nullable Relation before) {
    return switch (change) {
      case SchemaChange.CreateSchema _,
          SchemaChange.CreateRole _,
          SchemaChange.CommentSchema _,
          SchemaChange.CommentRole _,
          SchemaChange.CreateTable _,
          SchemaChange.CreatePartition _,
          SchemaChange.RestoreOwner _,
          SchemaChange.ActAs _,
          SchemaChange.GrantUsage _,
          SchemaChange.RevokeUsage _,
          SchemaChange.DropRole _,
          SchemaChange.DropEmptySchema _ ->
          NOTHING;
      case SchemaChange.AddColumn _,
          SchemaChange.DropNotNull _,
          SchemaChange.SetNotNull _,
          SchemaChange.AddCheck _,
          SchemaChange.DropCheck _,
          SchemaChange.ReplaceView _,
          SchemaChange.DropView _ ->
          BRIEF;
      case SchemaChange.WidenColumns widen -> widening(widen, before);
      case SchemaChange.ValidateCheck _ ->
          new Price(Safety.SCAN, TableLock.SHARE_UPDATE_EXCLUSIVE, Mode.ALONE);
      case SchemaChange.CreateIndex(_, _, var isConcurrent) -> index(isConcurrent, before);
      case SchemaChange.DropInvalidIndex _ ->
          new Price(Safety.INSTANT, TableLock.SHARE_UPDATE_EXCLUSIVE, Mode.OUTSIDE);
      case SchemaChange.AddPrimaryKey(_, _, var index) ->
          index != null || isEmpty(before) ? BRIEF : REWRITE;
      case SchemaChange.CreateView _,
          SchemaChange.RestoreView _,
          SchemaChange.GrantOn _,
          SchemaChange.GrantOnColumn _,
          SchemaChange.RevokeOn _ ->
          price(Safety.INSTANT, TableLock.ACCESS_SHARE);
      case SchemaChange.Comment _, SchemaChange.CommentColumn _, SchemaChange.SecurityLabel _ ->
          WEAK;
      case SchemaChange.DropRelation _ -> price(Safety.DESTRUCTIVE, TableLock.ACCESS_EXCLUSIVE);
    };
  }

  private static Price widening(SchemaChange.WidenColumns widen, @Nullable Relation before) {
    if (before == null || isEmpty(before)) {
      return BRIEF;
    }
    var areKept =
        widen.widenings().stream()
            .allMatch(it -> NativeTypes.between(it.from(), it.to()) == NativeTypes.Step.KEPT);
    if (!areKept) {
      return REWRITE;
    }
    return isChecked(widen, before) ? LOCKED_SCAN : BRIEF;
  }

  /** Postgres recreates a column's checks and reads all rows to verify them. */
  private static boolean isChecked(SchemaChange.WidenColumns widen, Relation before) {
    var columns = widen.widenings().stream().map(Widening::column).toList();
    return before.extras().checks().stream()
        .filter(CheckConstraint::isValidated)
        .anyMatch(it -> !Collections.disjoint(it.columns(), columns));
  }

  private static Price index(boolean isConcurrent, @Nullable Relation before) {
    if (isConcurrent) {
      return new Price(Safety.SCAN, TableLock.SHARE_UPDATE_EXCLUSIVE, Mode.OUTSIDE);
    }
    return before == null ? NOTHING : price(Safety.REWRITE, TableLock.SHARE);
  }

  /** Without a page on disk there is no row to rewrite. */
  private static boolean isEmpty(@Nullable Relation relation) {
    return relation == null || relation.extras().bytes() == 0;
  }

  private static Price price(Safety safety, TableLock lock) {
    return new Price(safety, lock, Mode.TOGETHER);
  }
}

package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The statements of a plan that run next: as many as fit into one transaction, or one that needs a
 * transaction of its own or none.
 *
 * @param isLast whether the plan ends with them
 */
record NextStatements(List<PlannedStatement> statements, Mode mode, boolean isLast) {

  NextStatements {
    statements = List.copyOf(statements);
  }

  /** No statements, at the end of a plan. */
  static NextStatements none() {
    return new NextStatements(List.of(), Mode.TOGETHER, true);
  }

  /**
   * The next statements of a plan.
   *
   * @param room how many tables and views the transaction may still change; one unit always fits
   */
  static NextStatements of(SchemaPlan plan, int room) {
    var all = plan.statements();
    var together = together(plan, room);
    if (!together.isEmpty() || all.isEmpty()) {
      return new NextStatements(together, Mode.TOGETHER, together.size() == all.size());
    }
    var first = all.getFirst();
    return new NextStatements(List.of(first), first.mode(), false);
  }

  /**
   * The statements of each unit before its first that cannot share a transaction. A unit whose
   * locks block others shares with no other unit: a reader of a view locks the view before its
   * table, so a transaction that holds the table and then asks for the view would deadlock with the
   * reader. And a unit without such locks would only make the others wait longer.
   */
  private static List<PlannedStatement> together(SchemaPlan plan, int room) {
    var taken = new ArrayList<>(plan.preparation());
    for (var unit : plan.units()) {
      var next = unit.statements().stream().takeWhile(it -> it.mode() == Mode.TOGETHER).toList();
      var objects = objects(Stream.concat(taken.stream(), next.stream()).toList());
      var isCostly = next.stream().anyMatch(it -> it.safety().needsApproval());
      var isBlocking = isBlocking(taken) || isBlocking(next);
      if (!taken.isEmpty() && (objects > room || isCostly || isBlocking)) {
        break;
      }
      taken.addAll(next);
      if (isCostly) {
        break;
      }
    }
    return taken;
  }

  /** How many tables and views they change, each partition counted. */
  int objects() {
    return objects(statements);
  }

  /** How many tables and views statements change, each partition counted. */
  static int objects(List<PlannedStatement> statements) {
    var tables = new HashMap<ObjectName, Integer>();
    for (var statement : statements) {
      var name = statement.change().name();
      if (name != null) {
        tables.merge(name, statement.tables(), Math::max);
      }
    }
    return tables.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Whether they share a transaction with no other task: they take long or block others. */
  boolean needOwnTransaction() {
    return mode != Mode.TOGETHER
        || isBlocking(statements)
        || statements.stream().anyMatch(it -> it.safety().needsApproval());
  }

  /**
   * Whether they may share a transaction with those of other tasks although they block others: they
   * change the catalog only, and of one table or view.
   */
  boolean isBrief() {
    return mode == Mode.TOGETHER
        && blocked().size() <= 1
        && statements.stream()
            .noneMatch(it ->
                it.safety().needsApproval()
                    || it.change() instanceof SchemaChange.DropView
                    || it.change() instanceof SchemaChange.RestoreView);
  }

  /** The tables and views that others cannot use while they run. */
  Set<ObjectName> blocked() {
    var names = new LinkedHashSet<ObjectName>();
    for (var statement : statements) {
      var name = statement.change().name();
      if (name != null && statement.lock().blocksTraffic()) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isBlocking(List<PlannedStatement> statements) {
    return statements.stream().anyMatch(it -> it.lock().blocksTraffic());
  }
}

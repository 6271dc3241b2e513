package io.trueup.platforms.database;

import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.PlannedStatement.Mode;
import io.trueup.platforms.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a plan is run next: as much as fits into one transaction, or one statement that wants to
 * be by itself.
 *
 * @param isLast whether nothing of the plan is left
 */
record Segment(List<PlannedStatement> statements, Mode mode, boolean isLast) {

  Segment {
    statements = List.copyOf(statements);
  }

  /**
   * The next of a plan.
   *
   * @param room how many objects a transaction may still change; one unit always fits
   */
  static Segment of(SchemaPlan plan, int room) {
    var all = plan.statements();
    var together = together(plan, room);
    if (!together.isEmpty() || all.isEmpty()) {
      return new Segment(together, Mode.TOGETHER, together.size() == all.size());
    }
    var first = all.getFirst();
    return new Segment(List.of(first), first.mode(), false);
  }

  /**
   * Of each unit what comes before the first that wants to be by itself. A unit that takes locks
   * that others feel has company of none: who reads through a view locks it before its table, so
   * whoever holds the table and then asks for the view waits for those who wait for them; and what
   * nobody feels would only keep others waiting for longer.
   */
  private static List<PlannedStatement> together(SchemaPlan plan, int room) {
    var taken = new ArrayList<>(plan.preparation());
    for (var unit : plan.units()) {
      var next = unit.statements().stream().takeWhile(it -> it.mode() == Mode.TOGETHER).toList();
      var more = objects(Stream.concat(taken.stream(), next.stream()).toList());
      var isCostly = next.stream().anyMatch(it -> it.safety().needsWord());
      var isForOne = isFelt(taken) || isFelt(next);
      if (!taken.isEmpty() && (more > room || isCostly || isForOne)) {
        break;
      }
      taken.addAll(next);
      if (isCostly) {
        break;
      }
    }
    return taken;
  }

  /** How many tables and views statements change, partitions among them. */
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

  /** Whether it wants a transaction of its own, since it takes long or others feel its locks. */
  boolean isForItself() {
    return mode != Mode.TOGETHER
        || isFelt(statements)
        || statements.stream().anyMatch(it -> it.safety().needsWord());
  }

  private static boolean isFelt(List<PlannedStatement> statements) {
    return statements.stream().anyMatch(it -> it.lock().isFelt());
  }
}

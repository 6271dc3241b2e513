package io.trueup.platforms.database;

import io.trueup.platforms.schema.ObjectName;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.PlannedStatement.Mode;
import io.trueup.platforms.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

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

  /** Of each unit what comes before the first that wants to be by itself. */
  private static List<PlannedStatement> together(SchemaPlan plan, int room) {
    var taken = new ArrayList<>(plan.preparation());
    var objects = new HashSet<ObjectName>();
    for (var unit : plan.units()) {
      var next = unit.statements().stream().takeWhile(it -> it.mode() == Mode.TOGETHER).toList();
      var more = objects(next);
      more.addAll(objects);
      var isCostly = next.stream().anyMatch(it -> it.safety().needsWord());
      if (!taken.isEmpty() && (more.size() > room || isCostly)) {
        break;
      }
      objects.addAll(more);
      taken.addAll(next);
      if (isCostly) {
        break;
      }
    }
    return taken;
  }

  /** What statements change. */
  static Set<ObjectName> objects(List<PlannedStatement> statements) {
    var objects = new HashSet<ObjectName>();
    statements.stream()
        .map(it -> it.change().name())
        .filter(Objects::nonNull)
        .forEach(objects::add);
    return objects;
  }

  /** Whether it wants a transaction of its own, since it takes long. */
  boolean isCostly() {
    return mode != Mode.TOGETHER || statements.stream().anyMatch(it -> it.safety().needsWord());
  }
}

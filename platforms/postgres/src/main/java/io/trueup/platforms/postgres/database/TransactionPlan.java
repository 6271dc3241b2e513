package io.trueup.platforms.postgres.database;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.PostgresSql;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.spi.StepOutcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one transaction runs, and what that means for its tasks once it has committed. Immutable.
 *
 * @param parts what it runs, task by task; no part is empty
 * @param ended the tasks for which nothing more runs
 * @param left the tasks for which it has no room
 * @param separate the tasks that need a transaction of their own, or build on one that does
 * @param mode of its statements
 */
record TransactionPlan(
    List<Part> parts,
    List<Ended> ended,
    List<TaskProgress> left,
    List<TaskProgress> separate,
    Mode mode) {

  /** What it runs for one task. */
  record Part(TaskProgress progress, NextStatements next) {}

  /** How a task ends. */
  record Ended(TaskProgress progress, StepOutcome outcome) {}

  /** A statement and the node that it is for. */
  record NodeStatement(NodeKey node, PlannedStatement statement) {}

  TransactionPlan {
    parts = List.copyOf(parts);
    ended = List.copyOf(ended);
    left = List.copyOf(left);
    separate = List.copyOf(separate);
  }

  /** Whether it runs no statement. */
  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Its statements in their order. */
  List<PlannedStatement> statements() {
    return parts.stream().flatMap(it -> it.next().statements().stream()).toList();
  }

  /** Its statements in their order, each with its node. */
  List<NodeStatement> byNode() {
    return parts.stream()
        .flatMap(part ->
            part.next().statements().stream()
                .map(it -> new NodeStatement(part.progress().task().node(), it)))
        .toList();
  }

  /** Whether another plan runs the same statements for the same nodes. */
  boolean runsSameAs(TransactionPlan other) {
    return mode == other.mode && byNode().equals(other.byNode());
  }

  /** Whether it drops a view, perhaps to create it again. */
  boolean dropsViews() {
    return statements().stream().anyMatch(it -> it.change() instanceof SchemaChange.DropView);
  }

  /** A query of each view that it drops and creates again unchanged. */
  List<String> restoredViews() {
    return statements().stream()
        .map(PlannedStatement::change)
        .flatMap(it ->
            it instanceof SchemaChange.RestoreView view
                ? Stream.of(PostgresSql.emptyQuery(view.name()))
                : Stream.empty())
        .toList();
  }

  /** The statements whose locks keep others from reading or writing. */
  List<PlannedStatement> blocking() {
    return statements().stream().filter(it -> it.lock().blocksTraffic()).toList();
  }

  /** The tables and views that others cannot use while it runs. */
  List<ObjectName> blocked() {
    return blocking().stream()
        .map(it -> it.change().name())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Whether a statement scans or rewrites a table and so has no time limit. */
  boolean takesLong() {
    return mode == Mode.ALONE || statements().stream().anyMatch(it -> it.safety().needsApproval());
  }
}

package io.trueup.platforms.postgres.database;

import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.SchemaChange;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A task with the statements that have landed for it. Not thread-safe; only its run changes it. */
final class TaskProgress {

  private final SchemaTask task;
  private final List<String> landed = new ArrayList<>();
  private final Set<String> landedOnce = new HashSet<>();
  private @Nullable StepOutcome outcome;

  TaskProgress(SchemaTask task) {
    this.task = task;
  }

  SchemaTask task() {
    return task;
  }

  boolean hasEnded() {
    return outcome != null;
  }

  /** How the task ended, which it must have. */
  StepOutcome outcome() {
    if (outcome == null) {
      throw new IllegalStateException("The task of %s has not ended".formatted(task.node()));
    }
    return outcome;
  }

  void end(StepOutcome how) {
    outcome = how;
  }

  /** The outcome of a task for which nothing is left to run. */
  StepOutcome asDone() {
    return new StepOutcome.Done(landed);
  }

  /** The statements that have landed, in their order. */
  List<String> landed() {
    return List.copyOf(landed);
  }

  int statements() {
    return landed.size();
  }

  void landed(List<PlannedStatement> statements) {
    for (var statement : statements) {
      landed.add(statement.sql());
      if (!(statement.change() instanceof SchemaChange.DropInvalidIndex)) {
        landedOnce.add(statement.sql());
      }
    }
  }

  /** A statement that is planned again although it landed, so that planning would never end. */
  Optional<String> plannedAgain(List<PlannedStatement> statements) {
    return statements.stream().map(PlannedStatement::sql).filter(landedOnce::contains).findFirst();
  }
}

package io.trueup.platforms.database;

import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.SchemaChange;
import io.trueup.platforms.spi.StepOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far a task got. Not thread-safe. */
final class Progress {

  private final SchemaTask task;
  private final List<String> landed = new ArrayList<>();
  private final Set<String> landedOnce = new HashSet<>();
  private @Nullable StepOutcome outcome;

  Progress(SchemaTask task) {
    this.task = task;
  }

  SchemaTask task() {
    return task;
  }

  boolean isEnded() {
    return outcome != null;
  }

  StepOutcome outcome() {
    if (outcome == null) {
      throw new IllegalStateException("The task of %s has not ended".formatted(task.node()));
    }
    return outcome;
  }

  void end(StepOutcome how) {
    outcome = how;
  }

  /** Nothing is left to do. */
  void done() {
    end(new StepOutcome.Done(landed));
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

  /** A statement that is planned again though it landed: planning would never end. */
  Optional<String> again(List<PlannedStatement> statements) {
    return statements.stream().map(PlannedStatement::sql).filter(landedOnce::contains).findFirst();
  }
}

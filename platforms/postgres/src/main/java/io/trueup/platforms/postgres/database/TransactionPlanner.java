package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.TransactionPlan.Ended;
import io.trueup.platforms.postgres.database.TransactionPlan.Part;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.List;

/** Plans one transaction on one catalog snapshot. Pure; changes no {@link TaskProgress}. */
final class TransactionPlanner {

  /** A transaction that makes some 2,000 tables exhausts the lock table at its default size. */
  static final int OBJECTS_PER_TRANSACTION = 100;

  private final TransactionRequest request;
  private final StatementPolicy policy;
  private final List<Part> parts = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<TaskProgress> left = new ArrayList<>();
  private final List<TaskProgress> separate = new ArrayList<>();

  private TransactionPlanner(TransactionRequest request, StatementPolicy policy) {
    this.request = request;
    this.policy = policy;
  }

  /**
   * Plans a transaction.
   *
   * @param actual of at least what the tasks look at
   */
  static TransactionPlan plan(
      TransactionRequest request, StatementPolicy policy, ActualSchema actual) {
    var planner = new TransactionPlanner(request, policy);
    return switch (request.grouping()) {
      case SHARED -> planner.shared(new ProjectedSchema(actual));
      case SINGLE -> planner.single(new ProjectedSchema(actual));
    };
  }

  private TransactionPlan single(ProjectedSchema schema) {
    var progress = request.tasks().getFirst();
    var seen = schema.visibleTo(progress.task());
    var next = next(progress, progress.task().plan(seen), seen, OBJECTS_PER_TRANSACTION);
    if (!next.statements().isEmpty()) {
      parts.add(new Part(progress, next));
    }
    return plan(next.mode());
  }

  private TransactionPlan shared(ProjectedSchema schema) {
    var room = OBJECTS_PER_TRANSACTION;
    for (var progress : request.tasks()) {
      if (room <= 0) {
        left.add(progress);
      } else {
        room -= add(progress, schema, room);
      }
    }
    return plan(Mode.TOGETHER);
  }

  private TransactionPlan plan(Mode mode) {
    return new TransactionPlan(parts, ended, left, separate, mode);
  }

  /** Returns how many tables and views the task changes in this transaction. */
  private int add(TaskProgress progress, ProjectedSchema schema, int room) {
    var seen = schema.visibleTo(progress.task());
    var plan = progress.task().plan(seen);
    if (!plan.missingPrerequisites().isEmpty() && mayComeYet()) {
      separate.add(progress);
      return 0;
    }
    var next = next(progress, plan, seen, room);
    if (next.needOwnTransaction()) {
      separate.add(progress);
      return 0;
    }
    if (!next.statements().isEmpty()) {
      parts.add(new Part(progress, next));
      schema.project(seen, next.statements().stream().map(PlannedStatement::change).toList());
    }
    return next.objects();
  }

  /** Whether a task before this one, which has not ended, may yet create what this one misses. */
  private boolean mayComeYet() {
    return request.hasUnfinished()
        || !separate.isEmpty()
        || parts.stream().anyMatch(it -> !it.next().isLast());
  }

  /** The next statements of a task; none when it ends as soon as the transaction commits. */
  private NextStatements next(TaskProgress progress, SchemaPlan plan, ActualSchema seen, int room) {
    var objection = policy.objection(progress, plan, seen);
    if (objection.isPresent()) {
      ended.add(new Ended(progress, objection.get()));
      return NextStatements.none();
    }
    var next = NextStatements.of(plan, room);
    if (next.statements().isEmpty()) {
      ended.add(new Ended(progress, progress.asDone()));
    }
    return next;
  }
}

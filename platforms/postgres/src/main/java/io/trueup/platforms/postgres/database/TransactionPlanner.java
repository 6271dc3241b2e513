package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.TransactionPlan.Ended;
import io.trueup.platforms.postgres.database.TransactionPlan.Part;
import io.trueup.platforms.postgres.database.TransactionRequest.Grouping;
import io.trueup.platforms.relational.schema.ActualSchema;
import io.trueup.platforms.relational.schema.ObjectName;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.platforms.relational.schema.PlannedStatement.Mode;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Plans one transaction on one catalog snapshot. Pure; changes no {@link TaskProgress}. */
final class TransactionPlanner {

  /** A transaction that makes some 2,000 tables exhausts the lock table at its default size. */
  static final int OBJECTS_PER_TRANSACTION = 100;

  private final TransactionRequest request;
  private final StatementPolicy policy;
  private final LockedRelations locked;
  private final Set<ObjectName> blocked = new HashSet<>();
  private final List<Part> parts = new ArrayList<>();
  private final List<Ended> ended = new ArrayList<>();
  private final List<TaskProgress> left = new ArrayList<>();
  private final List<TaskProgress> separate = new ArrayList<>();

  private TransactionPlanner(
      TransactionRequest request, StatementPolicy policy, LockedRelations locked) {
    this.request = request;
    this.policy = policy;
    this.locked = locked;
  }

  /**
   * Plans a transaction.
   *
   * @param actual of at least what the tasks look at, except those that are locked exclusively
   * @param locked what other sessions lock; nothing unless the request is {@link Grouping#BRIEF}
   */
  static TransactionPlan plan(
      TransactionRequest request,
      StatementPolicy policy,
      ActualSchema actual,
      LockedRelations locked) {
    var planner = new TransactionPlanner(request, policy, locked);
    return switch (request.grouping()) {
      case SHARED -> planner.shared(new ProjectedSchema(actual), planner::add);
      case BRIEF -> planner.shared(new ProjectedSchema(actual), planner::addBrief);
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

  private interface Adding {
    int add(TaskProgress progress, ProjectedSchema schema, int room);
  }

  private TransactionPlan shared(ProjectedSchema schema, Adding adding) {
    var room = OBJECTS_PER_TRANSACTION;
    for (var progress : request.tasks()) {
      if (room <= 0) {
        left.add(progress);
      } else {
        room -= adding.add(progress, schema, room);
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

  /**
   * The same where statements may block others for an instant: a task whose relations others lock
   * would make all wait, and goes separately. What a transaction blocks, and what reads that, are
   * never in one: a reader locks a view before its table.
   */
  private int addBrief(TaskProgress progress, ProjectedSchema schema, int room) {
    var task = progress.task();
    if (locked.areExclusively(task.relations())) {
      separate.add(progress);
      return 0;
    }
    if (task.relations().stream().anyMatch(blocked::contains)) {
      left.add(progress);
      return 0;
    }
    var seen = schema.visibleTo(task);
    var plan = task.plan(seen);
    if (!plan.missingPrerequisites().isEmpty()) {
      (parts.isEmpty() ? separate : left).add(progress);
      return 0;
    }
    var next = next(progress, plan, seen, room);
    if (!next.isBrief() || locked.areAny(next.blocked())) {
      separate.add(progress);
      return 0;
    }
    if (!next.statements().isEmpty()) {
      parts.add(new Part(progress, next));
      blocked.addAll(next.blocked());
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

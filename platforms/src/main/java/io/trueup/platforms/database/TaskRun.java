package io.trueup.platforms.database;

import io.trueup.platforms.database.DdlTransactions.Decision;
import io.trueup.platforms.database.DdlTransactions.Pace;
import io.trueup.platforms.database.DdlTransactions.Planned;
import io.trueup.platforms.schema.ActualSchema;
import io.trueup.platforms.schema.PlannedStatement;
import io.trueup.platforms.schema.PlannedStatement.Mode;
import io.trueup.platforms.schema.SchemaPlan;
import io.trueup.platforms.spi.StepOutcome;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Carries tasks out: first many in a transaction, in their order; then each by itself whose
 * transaction failed, so that a failure is its own, or that wants more than one transaction. Not
 * thread-safe: one for each run.
 */
final class TaskRun {

  /** A transaction that makes some 2,000 tables exhausts the lock table at its default size. */
  static final int OBJECTS_PER_TRANSACTION = 100;

  private final DdlTransactions transactions;
  private final BatchRecord record;
  private final Judge judge;
  private final SqlFailures failures;
  private final Backoff backoff;

  TaskRun(
      DdlTransactions transactions,
      BatchRecord record,
      Judge judge,
      SqlFailures failures,
      Backoff backoff) {
    this.transactions = transactions;
    this.record = record;
    this.judge = judge;
    this.failures = failures;
    this.backoff = backoff;
  }

  /** Runs tasks until each has ended. */
  void run(Collection<Progress> tasks) {
    var waiting = new ArrayDeque<>(tasks);
    var later = new ArrayList<Progress>();
    var wasStopped = false;
    try {
      while (!waiting.isEmpty()) {
        together(waiting, later);
      }
      finish(later);
    } catch (SQLException e) {
      wasStopped = e instanceof StoppedException;
      var sentence = failures.sentence(e, transactions.blockers());
      tasks.stream()
          .filter(it -> !it.isEnded())
          .forEach(it -> it.end(new StepOutcome.Failed(sentence)));
    }
    if (wasStopped) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Runs the first of those who wait in one transaction, and by themselves those of them that it
   * cannot hold, since others may build on them. What is left of a task after its first transaction
   * is for later, unless somebody builds on it.
   */
  private void together(Deque<Progress> waiting, List<Progress> later) throws SQLException {
    var chunk = new ArrayList<Progress>();
    var objects = 0;
    while (!waiting.isEmpty() && objects < OBJECTS_PER_TRANSACTION) {
      chunk.add(waiting.poll());
      objects += Math.max(1, chunk.getLast().task().looksAt().size());
    }
    var round = new Round(chunk, judge, !later.isEmpty());
    List<Progress> alone;
    try {
      transactions.run(round.tasks(), round::together, record, Pace.TOGETHER);
      later.addAll(round.landed());
      round.left().reversed().forEach(waiting::addFirst);
      alone = round.deferred();
    } catch (SQLException e) {
      if (SqlStates.isDatabaseUnusable(e)) {
        throw e;
      }
      alone = chunk;
    }
    stopIfInterrupted();
    if (!alone.isEmpty()) {
      finish(later);
    }
    for (var progress : alone) {
      alone(progress);
    }
  }

  /** Runs what is left of tasks, each by itself. */
  private void finish(List<Progress> later) throws SQLException {
    for (var progress : later) {
      alone(progress);
    }
    later.clear();
  }

  private void alone(Progress progress) throws SQLException {
    for (var attempt = 1; !progress.isEnded(); ) {
      var round = new Round(List.of(progress), judge, false);
      try {
        transactions.run(round.tasks(), round::alone, record, Pace.ONE_BY_ONE);
        round.landed();
      } catch (SQLException e) {
        if (SqlStates.isDatabaseUnusable(e)) {
          throw e;
        }
        if (!SqlStates.isWorthAnotherLook(e) || attempt >= backoff.attempts()) {
          progress.end(failures.outcome(e, transactions.blockers()));
        } else {
          backoff.pause(attempt++);
        }
      }
      stopIfInterrupted();
    }
  }

  private void stopIfInterrupted() throws StoppedException {
    if (transactions.isInterrupted()) {
      throw new StoppedException();
    }
  }

  /** One transaction's worth of tasks. */
  private static final class Round {

    private final List<Progress> chunk;
    private final Judge judge;
    private final boolean isMoreToCome;
    private final List<Progress> left = new ArrayList<>();
    private final List<Progress> deferred = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /** Said only once it landed: a task may have nothing to do because one before it has. */
    private final List<Runnable> ends = new ArrayList<>();

    /** What of a task is in the transaction. */
    private record Part(Progress progress, Segment segment) {}

    /**
     * A transaction for some tasks.
     *
     * @param isMoreToCome whether something is left of tasks before them
     */
    Round(List<Progress> chunk, Judge judge, boolean isMoreToCome) {
      this.chunk = chunk;
      this.judge = judge;
      this.isMoreToCome = isMoreToCome;
    }

    List<SchemaTask> tasks() {
      return chunk.stream().map(Progress::task).toList();
    }

    /** Those for which the transaction had no room. */
    List<Progress> left() {
      return left;
    }

    /** Those that want to be by themselves, or build on one that does. */
    List<Progress> deferred() {
      return deferred;
    }

    Decision alone(ActualSchema actual) {
      forget();
      var progress = chunk.getFirst();
      var seen = new Outlook(actual).seenBy(progress.task());
      var segment = next(progress, progress.task().plan(seen), seen, OBJECTS_PER_TRANSACTION);
      if (segment.statements().isEmpty()) {
        return Decision.NOTHING;
      }
      parts.add(new Part(progress, segment));
      return decision(segment.mode());
    }

    Decision together(ActualSchema actual) {
      forget();
      var outlook = new Outlook(actual);
      var room = OBJECTS_PER_TRANSACTION;
      for (var progress : chunk) {
        if (room <= 0) {
          left.add(progress);
        } else {
          room -= together(progress, outlook, room);
        }
      }
      return decision(Mode.TOGETHER);
    }

    private void forget() {
      left.clear();
      deferred.clear();
      parts.clear();
      ends.clear();
    }

    /** Returns how many objects it changes. */
    private int together(Progress progress, Outlook outlook, int room) {
      var seen = outlook.seenBy(progress.task());
      var plan = progress.task().plan(seen);
      if (!plan.lacks().isEmpty() && mayComeYet()) {
        deferred.add(progress);
        return 0;
      }
      var segment = next(progress, plan, seen, room);
      if (segment.isForItself()) {
        deferred.add(progress);
        return 0;
      }
      if (!segment.statements().isEmpty()) {
        parts.add(new Part(progress, segment));
        outlook.expect(seen, segment.statements().stream().map(PlannedStatement::change).toList());
      }
      return Segment.objects(segment.statements());
    }

    /** Whether what a task lacks may be made by one before it that is not over. */
    private boolean mayComeYet() {
      return isMoreToCome
          || !deferred.isEmpty()
          || parts.stream().anyMatch(it -> !it.segment().isLast());
    }

    /** The next of a task; nothing when it ends, if the transaction lands. */
    private Segment next(Progress progress, SchemaPlan plan, ActualSchema seen, int room) {
      var objection = judge.objection(progress, plan, seen);
      if (objection.isPresent()) {
        ends.add(() -> progress.end(objection.get()));
        return new Segment(List.of(), Mode.TOGETHER, true);
      }
      var segment = Segment.of(plan, room);
      if (segment.statements().isEmpty()) {
        ends.add(progress::done);
      }
      return segment;
    }

    private Decision decision(Mode mode) {
      return new Decision(
          parts.stream()
              .flatMap(part ->
                  part.segment().statements().stream()
                      .map(it -> new Planned(part.progress().task().node(), it)))
              .toList(),
          mode);
    }

    /** Says that the transaction landed; returns those who want another one. */
    List<Progress> landed() {
      ends.forEach(Runnable::run);
      var more = new ArrayList<Progress>();
      for (var part : parts) {
        part.progress().landed(part.segment().statements());
        if (part.segment().isLast()) {
          part.progress().done();
        } else {
          more.add(part.progress());
        }
      }
      return more;
    }
  }
}

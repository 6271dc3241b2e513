package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.TransactionResult.Failed;
import io.trueup.platforms.postgres.database.TransactionResult.Landed;
import io.trueup.platforms.spi.StepOutcome;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Runs tasks in transactions: first many in one, in their order; then each by itself whose
 * transaction failed, so that it alone fails, or that needs more than one transaction. Not
 * thread-safe: one for each run.
 */
final class TaskRun {

  private final RunContext context;
  private int transactions;
  private boolean isInterrupted;

  /** Ends a run: the database is unusable, or the caller was interrupted. */
  private static final class EndedEarly extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Failed reason;

    EndedEarly(Failed reason) {
      super(reason.failure());
      this.reason = reason;
    }

    static EndedEarly stopped(StoppedException stopped) {
      return new EndedEarly(new Failed(stopped, "", false));
    }
  }

  TaskRun(RunContext context) {
    this.context = context;
  }

  /** Runs tasks until each has ended. Keeps the interrupt flag of the thread. */
  void run(Collection<TaskProgress> tasks) {
    var waiting = new ArrayDeque<>(tasks);
    var unfinished = new ArrayList<TaskProgress>();
    try {
      while (!waiting.isEmpty()) {
        runShared(waiting, unfinished);
      }
      finish(unfinished);
    } catch (EndedEarly e) {
      isInterrupted |= e.reason.failure() instanceof StoppedException;
      endAll(tasks, e.reason);
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAll(Collection<TaskProgress> tasks, Failed reason) {
    var sentence = context.session().failures().sentence(reason.failure(), reason.blockers());
    tasks.stream()
        .filter(it -> !it.hasEnded())
        .forEach(it -> it.end(new StepOutcome.Failed(sentence)));
  }

  /**
   * Runs the first waiting tasks in one transaction, and by themselves those that cannot share it,
   * since others may build on them. What is left of a task after its first transaction runs at the
   * end, unless another task builds on it.
   */
  private void runShared(Deque<TaskProgress> waiting, List<TaskProgress> unfinished)
      throws EndedEarly {
    var chunk = chunk(waiting);
    var separate =
        switch (transaction(TransactionRequest.shared(chunk, unfinished))) {
          case Landed(var plan, _) -> {
            unfinished.addAll(landed(plan));
            plan.left().reversed().forEach(waiting::addFirst);
            yield plan.separate();
          }
          case Failed _ -> chunk;
        };
    stopIfInterrupted();
    if (!separate.isEmpty()) {
      finish(unfinished);
    }
    for (var progress : separate) {
      runSingle(progress);
    }
  }

  private static List<TaskProgress> chunk(Deque<TaskProgress> waiting) {
    var chunk = new ArrayList<TaskProgress>();
    var objects = 0;
    while (!waiting.isEmpty() && objects < TransactionPlanner.OBJECTS_PER_TRANSACTION) {
      chunk.add(waiting.poll());
      objects += Math.max(1, chunk.getLast().task().relations().size());
    }
    return chunk;
  }

  private void finish(List<TaskProgress> unfinished) throws EndedEarly {
    for (var progress : unfinished) {
      runSingle(progress);
    }
    unfinished.clear();
  }

  /** Runs what is left of a task by itself. */
  private void runSingle(TaskProgress progress) throws EndedEarly {
    for (var attempt = 1; !progress.hasEnded(); ) {
      switch (transaction(TransactionRequest.single(progress))) {
        case Landed(var plan, _) -> landed(plan);
        case Failed(var failure, var blockers, _) -> {
          if (!SqlStates.isWorthReplanning(failure)
              || attempt >= context.session().backoff().attempts()) {
            progress.end(context.session().failures().outcome(failure, blockers));
          } else {
            pause(attempt++);
          }
        }
      }
      stopIfInterrupted();
    }
  }

  private TransactionResult transaction(TransactionRequest request) throws EndedEarly {
    var result = DdlTransaction.run(context, request, transactions++);
    isInterrupted |= result.isInterrupted();
    if (result instanceof Failed failed && SqlStates.isDatabaseUnusable(failed.failure())) {
      throw new EndedEarly(failed);
    }
    return result;
  }

  private void pause(int attempt) throws EndedEarly {
    try {
      context.session().backoff().pause(attempt);
    } catch (StoppedException e) {
      throw EndedEarly.stopped(e);
    }
  }

  private void stopIfInterrupted() throws EndedEarly {
    if (isInterrupted) {
      throw EndedEarly.stopped(new StoppedException());
    }
  }

  /** Takes over what a transaction brought about; returns the tasks that need another one. */
  private static List<TaskProgress> landed(TransactionPlan plan) {
    plan.ended().forEach(it -> it.progress().end(it.outcome()));
    var unfinished = new ArrayList<TaskProgress>();
    for (var part : plan.parts()) {
      var progress = part.progress();
      progress.landed(part.next().statements());
      if (part.next().isLast()) {
        progress.end(progress.asDone());
      } else {
        unfinished.add(progress);
      }
    }
    return unfinished;
  }
}

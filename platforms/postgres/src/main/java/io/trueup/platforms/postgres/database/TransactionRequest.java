package io.trueup.platforms.postgres.database;

import java.util.List;

/**
 * The tasks that one transaction is for.
 *
 * @param tasks in their order; just one for {@link Grouping#SINGLE}
 * @param hasUnfinished whether tasks before these still have statements to run
 */
record TransactionRequest(List<TaskProgress> tasks, Grouping grouping, boolean hasUnfinished) {

  /** How tasks share a transaction. */
  enum Grouping {
    /** As many as fit; their statements are sent together, and none of them blocks others. */
    SHARED,
    /**
     * The same, but statements may block others for an instant where their locks are free. What
     * builds on such a statement waits for another transaction.
     */
    BRIEF,
    /** One; each statement is sent by itself, so that an error names its statement. */
    SINGLE
  }

  TransactionRequest {
    tasks = List.copyOf(tasks);
  }

  /** Several tasks in one transaction, after some of which statements are left. */
  static TransactionRequest shared(List<TaskProgress> tasks, List<TaskProgress> unfinished) {
    return new TransactionRequest(tasks, Grouping.SHARED, !unfinished.isEmpty());
  }

  /** Several tasks in one transaction, which may block others for an instant. */
  static TransactionRequest brief(List<TaskProgress> tasks) {
    return new TransactionRequest(tasks, Grouping.BRIEF, false);
  }

  /** A transaction for one task. */
  static TransactionRequest single(TaskProgress task) {
    return new TransactionRequest(List.of(task), Grouping.SINGLE, false);
  }
}

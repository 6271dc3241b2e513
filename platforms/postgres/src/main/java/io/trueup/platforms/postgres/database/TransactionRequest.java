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
    /** As many as fit; their statements are sent together. */
    SHARED,
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

  /** A transaction for one task. */
  static TransactionRequest single(TaskProgress task) {
    return new TransactionRequest(List.of(task), Grouping.SINGLE, false);
  }
}

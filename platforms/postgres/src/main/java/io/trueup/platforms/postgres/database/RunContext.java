package io.trueup.platforms.postgres.database;

import io.trueup.platforms.spi.StepContext;

/**
 * What one run hands down from task to transaction to statement. Immutable; results go back up as
 * return values.
 *
 * @param session the database and its timeouts
 * @param step for whom it runs, and the fence that each transaction checks
 * @param record where its statements are recorded
 * @param policy which statements may run
 */
record RunContext(
    SessionContext session, StepContext step, BatchRecord record, StatementPolicy policy) {

  /** What each statement begins with. */
  String comment() {
    return session.environment().comments().of(step.platform(), step.version());
  }

  RunContext with(StatementPolicy other) {
    return new RunContext(session, step, record, other);
  }
}

package io.trueup.platforms.postgres.database;

import java.sql.SQLException;

/** How one transaction ended. */
sealed interface TransactionResult {

  /** Whether the caller was interrupted while it ended; its interrupt flag is cleared. */
  boolean isInterrupted();

  /** All its statements landed. */
  record Landed(TransactionPlan plan, boolean isInterrupted) implements TransactionResult {}

  /**
   * None of its statements landed, as far as the failure tells.
   *
   * @param blockers the sessions that it waited for, for people; empty when there were none
   */
  record Failed(SQLException failure, String blockers, boolean isInterrupted)
      implements TransactionResult {}
}

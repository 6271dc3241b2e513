package io.trueup.platforms.postgres.database;

import io.trueup.platforms.postgres.database.ContainerPools.ContainerPool;
import java.time.Duration;

/** A database after login: its connections, its timeouts and how its failures are worded. */
record SessionContext(
    ContainerDatabase database,
    ContainerPool pool,
    FailureSentences failures,
    ContainerEnvironment environment,
    LockRetries backoff) {

  /** Identifies the database in the registry of names and in the journal. */
  String container() {
    return database.identity();
  }

  /** How long to wait for one lock on a table or view; at least a millisecond. */
  Duration lockTimeout() {
    return atLeastOneMillisecond(environment.lockTimeout());
  }

  /** How long one statement may take that neither scans nor rewrites a table. */
  Duration statementTimeout() {
    return atLeastOneMillisecond(environment.statementTimeout());
  }

  /** Zero means no limit to Postgres. */
  private static Duration atLeastOneMillisecond(Duration duration) {
    return duration.toMillis() > 0 ? duration : Duration.ofMillis(1);
  }
}

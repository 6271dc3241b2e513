package io.trueup.platforms.postgres.database;

import io.trueup.platforms.spi.InstallationIdentity;
import io.trueup.platforms.spi.StatementComments;
import io.trueup.platforms.spi.StatementJournal;
import java.time.Duration;

/**
 * What the reconciler needs of the daemon, and its limits.
 *
 * @param installation which Trueup this is
 * @param journal records what runs in containers
 * @param lockTimeout how long one attempt may wait for a lock
 * @param statementTimeout how long one statement may run
 * @param connectTimeout how long a connection may take
 * @param ddlAtOnce how many transactions may change tables of one container at once, over all
 *     processes; at least 1
 * @param comments what statements begin with
 */
public record ContainerEnvironment(
    InstallationIdentity installation,
    StatementJournal journal,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration connectTimeout,
    int ddlAtOnce,
    StatementComments comments) {

  /** Whose statements have no comments. */
  public ContainerEnvironment(
      InstallationIdentity installation,
      StatementJournal journal,
      Duration lockTimeout,
      Duration statementTimeout,
      Duration connectTimeout,
      int ddlAtOnce) {
    this(
        installation,
        journal,
        lockTimeout,
        statementTimeout,
        connectTimeout,
        ddlAtOnce,
        StatementComments.NONE);
  }
}

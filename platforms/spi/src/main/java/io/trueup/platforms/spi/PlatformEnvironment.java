package io.trueup.platforms.spi;

import java.time.Duration;

/**
 * What the daemon lends to an executor of any platform type.
 *
 * @param installation which Trueup this is
 * @param credentials gives out credentials where the daemon runs
 * @param names allocates physical names
 * @param journal records what runs in containers
 * @param reconcileWithin how long a node-time reconciliation may take; a job waits for its steps
 * @param comments what statements in containers begin with
 */
public record PlatformEnvironment(
    InstallationIdentity installation,
    CredentialStore credentials,
    NameRegistry names,
    StatementJournal journal,
    Duration reconcileWithin,
    StatementComments comments) {

  /** Whose statements have no comments. */
  public PlatformEnvironment(
      InstallationIdentity installation,
      CredentialStore credentials,
      NameRegistry names,
      StatementJournal journal,
      Duration reconcileWithin) {
    this(installation, credentials, names, journal, reconcileWithin, StatementComments.NONE);
  }
}

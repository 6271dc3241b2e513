package io.trueup.platforms.spi;

import java.time.Duration;

/**
 * What the daemon lends to a platform's executor.
 *
 * @param installation which Trueup this is
 * @param credentials gives out credentials where the daemon runs
 * @param names gives physical names
 * @param journal remembers what runs in containers
 * @param lockTimeout how long one attempt may wait for a lock in a container
 * @param statementTimeout how long one statement may run in a container
 * @param connectTimeout how long a connection to a container may take
 * @param ddlAtOnce how many transactions may change tables of one container at once, over all
 *     processes; at least 1
 */
public record PlatformEnvironment(
    Installation installation,
    CredentialStore credentials,
    NameRegistry names,
    StatementJournal journal,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration connectTimeout,
    int ddlAtOnce) {}

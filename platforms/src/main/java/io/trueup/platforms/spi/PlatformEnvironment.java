package io.trueup.platforms.spi;

import java.time.Duration;

/**
 * What the daemon lends to a platform's executor.
 *
 * @param credentials resolves credentials where the daemon runs
 * @param lockTimeout how long one attempt may wait for a lock in a container
 * @param statementTimeout how long one statement may run in a container
 * @param connectTimeout how long a connection to a container may take
 */
public record PlatformEnvironment(
    CredentialStore credentials,
    Duration lockTimeout,
    Duration statementTimeout,
    Duration connectTimeout) {}

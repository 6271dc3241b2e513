package io.trueup.listener.daemon.api;

import java.time.Duration;

/**
 * How a daemon leads model servers.
 *
 * @param silence after which a model server that does not report counts as stopped
 * @param patience how long a new version waits for a model server that has not opened it
 * @param prepareWithin how long a platform's move waits at most for model servers that have not
 *     opened the version; zero never waits
 */
public record ModelServerRules(Duration silence, Duration patience, Duration prepareWithin) {}

package io.trueup.listener.daemon.api;

import java.time.InstantSource;

/**
 * How the API and the status page are served.
 *
 * @param blocking runs every handler
 * @param isPagePublic whether the status page needs no token
 * @param version of the program, shown to people
 * @param clock limits how often wrong tokens are accepted; nothing else reads it
 */
public record ApiSettings(
    BlockingExecutor blocking, boolean isPagePublic, String version, InstantSource clock) {}

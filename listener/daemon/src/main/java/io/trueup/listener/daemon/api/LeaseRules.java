package io.trueup.listener.daemon.api;

import java.time.Duration;

/**
 * The limits of leases on versions.
 *
 * @param standard how long a lease lasts if its taker names no length
 * @param longest the greatest length that a taker may name
 * @param mostOfToken how many live leases one token may hold
 */
public record LeaseRules(Duration standard, Duration longest, int mostOfToken) {}

package io.trueup.listener.daemon.api;

import io.trueup.listener.engine.currency.Currency;
import io.trueup.listener.engine.nodetime.NodeTime;
import java.time.Duration;

/**
 * What answers jobs, and its time limits.
 *
 * @param currency tells jobs whether they are current
 * @param length how long a run lasts if the job names no length and does not prolong it
 * @param reconcileWithin how long a node-time reconciliation may take
 */
public record JobRuns(
    NodeTime nodeTime, Currency currency, Duration length, Duration reconcileWithin) {}

/**
 * Traces of merges, made from the recorded changes of state and sent to an OpenTelemetry collector.
 * Entry point: {@link io.trueup.listener.daemon.tracing.Traces}. No other package knows
 * OpenTelemetry.
 */
@NullMarked
package io.trueup.listener.daemon.tracing;

import org.jspecify.annotations.NullMarked;

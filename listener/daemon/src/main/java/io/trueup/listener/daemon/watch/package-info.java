/**
 * Finds out whether webhooks work. {@link io.trueup.listener.daemon.watch.SourceDiagnosis} checks
 * one source when an operator asks; {@link io.trueup.listener.daemon.watch.RedeliverySweep} asks a
 * forge for failed deliveries again.
 */
@NullMarked
package io.trueup.listener.daemon.watch;

import org.jspecify.annotations.NullMarked;

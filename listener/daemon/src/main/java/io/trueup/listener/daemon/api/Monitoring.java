package io.trueup.listener.daemon.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.status.Readiness;
import java.util.function.Supplier;

/**
 * What monitors read.
 *
 * @param readiness may block; normally {@link Readiness#of}
 */
public record Monitoring(PrometheusMeterRegistry metrics, Supplier<Readiness> readiness) {}

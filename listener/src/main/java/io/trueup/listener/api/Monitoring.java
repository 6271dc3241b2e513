package io.trueup.listener.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.status.Readiness;
import java.util.function.Supplier;

/**
 * What monitors read.
 *
 * @param readiness may block; normally {@link Readiness#of}
 */
public record Monitoring(PrometheusMeterRegistry metrics, Supplier<Readiness> readiness) {}

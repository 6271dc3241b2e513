package io.trueup.listener.daemon.tracing;

import java.util.Map;
import java.util.function.Supplier;

/**
 * Where traces go.
 *
 * @param endpoint the address of OTLP over HTTP
 * @param headers of each request, read anew for each
 * @param percent of the merges that are traced
 */
public record TraceSettings(String endpoint, Supplier<Map<String, String>> headers, int percent) {}

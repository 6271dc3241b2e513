package io.trueup.listener.daemon.graphql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A query as a caller sends it.
 *
 * @param query its text; null when only its digest is sent
 * @param operationName which operation of the text; null when it has only one
 * @param variables by name; null for none
 * @param extensions with {@code persistedQuery}, if it is to be kept or found by its digest; null
 *     for none
 * @param documentId the name of one of the installation's queries, or the SHA-256 digest of a
 *     query, in place of its text; null for none
 */
public record QueryRequest(
    @Nullable String query,
    @Nullable String operationName,
    @Nullable Map<String, @Nullable Object> variables,
    @Nullable Map<String, @Nullable Object> extensions,
    @Nullable String documentId) {}

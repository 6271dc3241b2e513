package io.trueup.listener.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit.
 *
 * @param actor who did it: a token's name, or {@code trueup}
 * @param address where from; empty for the daemon itself
 * @param before what was; null when there was nothing
 * @param after what is; null when there is nothing
 */
public record AuditView(
    long id,
    Instant at,
    String actor,
    String address,
    String verb,
    String subject,
    @Nullable JsonNode before,
    @Nullable JsonNode after,
    String reason) {}

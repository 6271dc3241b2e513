package io.trueup.listener.daemon.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An audit entry.
 *
 * @param actor the name of the token that acted, or {@code trueup}
 * @param address where the request came from; empty for the daemon itself
 * @param before the state before; null when there was none
 * @param after the state after; null when there is none
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

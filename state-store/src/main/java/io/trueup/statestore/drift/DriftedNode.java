package io.trueup.statestore.drift;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node that differs from what it has realized.
 *
 * @param message what differs, one sentence without a period at the end
 * @param refusal why it is not repaired, one sentence; null when no repair was tried
 * @param foundAt when a check found it first
 * @param lastSeenAt when a check found it last
 */
public record DriftedNode(
    NodeKey node,
    DriftKind kind,
    String message,
    @Nullable String refusal,
    Instant foundAt,
    Instant lastSeenAt) {}

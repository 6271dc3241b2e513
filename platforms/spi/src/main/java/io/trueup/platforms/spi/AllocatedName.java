package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A physical name that was allocated and not released.
 *
 * @param within the physical name of a relation's schema; empty for a name outside schemas
 * @param platform its owner, as {@code source/Name}
 * @param node the node that uses it; null when many nodes share it
 * @param retiredAt when its node left the model; null while it is in the model
 */
public record AllocatedName(
    LogicalName logical,
    String within,
    String name,
    String platform,
    @Nullable NodeKey node,
    Instant allocatedAt,
    @Nullable Instant retiredAt) {}

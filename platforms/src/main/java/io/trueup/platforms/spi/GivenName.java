package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A physical name that was given and not released.
 *
 * @param within the physical name of a relation's schema; empty for what is in none
 * @param platform who has it, as {@code source/Name}
 * @param node whom it is for; null for what many nodes share
 * @param retiredAt when its node left the model; null while it is in it
 */
public record GivenName(
    LogicalName logical,
    String within,
    String name,
    String platform,
    @Nullable NodeKey node,
    Instant givenAt,
    @Nullable Instant retiredAt) {}

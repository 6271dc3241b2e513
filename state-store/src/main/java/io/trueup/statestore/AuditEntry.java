package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit; it never changes.
 *
 * @param verb such as {@code version.accepted}, {@code platform.paused}, {@code rollout.claimed}
 * @param subject what the action was on, such as {@code platform:acme/Live}
 * @param before the state before, as JSON; null when there was none
 * @param after the state after, as JSON; null when there is none
 * @param reason why, one sentence
 */
public record AuditEntry(
    long id,
    Instant at,
    Actor actor,
    String verb,
    String subject,
    @Nullable String before,
    @Nullable String after,
    String reason) {}

package io.trueup.statestore;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit, which nobody changes.
 *
 * @param verb such as {@code version.accepted}, {@code platform.paused}, {@code rollout.claimed}
 * @param subject what it was done to, such as {@code platform:acme/Live}
 * @param before what was, as JSON; null when there was nothing
 * @param after what is, as JSON; null when there is nothing
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

package io.trueup.statestore;

import io.trueup.model.verdict.ChangeDigest;
import java.time.Instant;

/**
 * An operator's word that one change may be accepted although compatibility rejects it.
 *
 * @param change from the source's accepted version to another
 * @param at when it was given
 * @param by who gave it
 * @param reason why
 */
public record Approval(ChangeDigest change, Instant at, String by, String reason) {}

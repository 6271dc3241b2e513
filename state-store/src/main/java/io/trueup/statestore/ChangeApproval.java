package io.trueup.statestore;

import io.trueup.model.verdict.ChangeDigest;
import java.time.Instant;

/**
 * An operator's approval of one change that compatibility rejects.
 *
 * @param change from the source's accepted version to another
 * @param at when it was approved
 * @param by who approved it
 * @param reason why
 */
public record ChangeApproval(ChangeDigest change, Instant at, String by, String reason) {}

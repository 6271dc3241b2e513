package io.trueup.statestore.control;

import java.time.Instant;

/**
 * An operator's approval of a removal. It covers every version that removes just these nodes from
 * the platform's target, until the target is at the version for which it was given.
 *
 * @param version for which it was given
 * @param digest of the removed nodes
 */
public record RemovalApproval(
    long version, String digest, String by, String reason, Instant since) {}

package io.trueup.statestore.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators ordered for one platform, beside a pause, and since when it counts.
 *
 * @param sync the last request to move; null when there is none, or it counts no more
 * @param hold in force; null when there is none
 * @param approval of a removal; null when there is none
 * @param scheduleSince since when the platform has had its schedule; earlier times of it do not
 *     count
 * @param graphSince when the graph that the platform has realized became its graph; merges that
 *     change nothing for it do not change that; null while it has realized nothing
 * @param wellSince when the platform last stopped to differ from what it has realized; null when it
 *     never did
 */
public record Steering(
    @Nullable SyncRequest sync,
    @Nullable Hold hold,
    @Nullable RemovalApproval approval,
    Instant scheduleSince,
    @Nullable Instant graphSince,
    @Nullable Instant wellSince) {

  /** No orders. */
  public static final Steering NONE = new Steering(null, null, null, Instant.EPOCH, null, null);
}

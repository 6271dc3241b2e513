package io.trueup.statestore.control;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * An operator's request to move a platform; it counts until the target is there, and for the target
 * itself while its rollout, cancelled before the request, is not made again.
 *
 * @param version to move to
 * @param overrides kinds of gates that do not keep this move waiting; the policy never does, unless
 *     it is {@code never}
 */
public record SyncRequest(
    long version, Set<GateKind> overrides, String by, String reason, Instant since) {

  public SyncRequest {
    var kinds = EnumSet.noneOf(GateKind.class);
    kinds.addAll(overrides);
    overrides = Collections.unmodifiableSet(kinds);
  }
}

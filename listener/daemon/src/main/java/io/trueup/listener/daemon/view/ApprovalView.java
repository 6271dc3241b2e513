package io.trueup.listener.daemon.view;

import io.trueup.statestore.ChangeApproval;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's approval to accept a change although compatibility rejects it.
 *
 * @param change the digest of the change
 */
public record ApprovalView(String change, Instant at, String by, String reason) {

  /** The view of an approval; null for null. */
  static @Nullable ApprovalView of(@Nullable ChangeApproval approval) {
    return approval == null
        ? null
        : new ApprovalView(
            approval.change().value(), approval.at(), approval.by(), approval.reason());
  }
}

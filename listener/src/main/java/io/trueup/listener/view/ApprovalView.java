package io.trueup.listener.view;

import io.trueup.statestore.Approval;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operator's word that a change may be accepted although compatibility rejects it.
 *
 * @param change its digest
 */
public record ApprovalView(String change, Instant at, String by, String reason) {

  /** What is shown of an approval; null of none. */
  static @Nullable ApprovalView of(@Nullable Approval approval) {
    return approval == null
        ? null
        : new ApprovalView(
            approval.change().value(), approval.at(), approval.by(), approval.reason());
  }
}

package io.trueup.statestore.postgres;

import io.trueup.model.verdict.ChangeDigest;
import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ChangeApproval;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Operators' approvals of changes that compatibility rejects. */
final class SourceApprovals {

  private static final String APPROVE =
      """
      UPDATE source
         SET approved_change = ?,
             approved_at = clock_timestamp(),
             approved_by = ?,
             approval_reason = ?
       WHERE id = ?
      """;

  private static final String WITHDRAW_APPROVAL =
      """
      UPDATE source
         SET approved_change = NULL,
             approved_at = NULL,
             approved_by = NULL,
             approval_reason = NULL
       WHERE id = ?
      """;

  private SourceApprovals() {}

  static boolean approve(
      Transaction tx, SourceState seen, ChangeDigest change, Actor actor, String reason)
      throws SQLException {
    var now = PostgresSources.lock(tx, seen.id());
    if (now.accepted() == 0 || now.accepted() != seen.accepted()) {
      return false;
    }
    if (change.equals(approved(now))) {
      return true;
    }
    tx.update(APPROVE, change, actor.name(), reason, seen.id());
    tx.query(PostgresSources.REQUEST_NOW, row -> row.number("requested"), seen.id());
    audit(tx, actor, AuditVerbs.SOURCE_APPROVED, now, change, reason);
    return true;
  }

  static boolean withdraw(Transaction tx, SourceId source, Actor actor, String reason)
      throws SQLException {
    var now = PostgresSources.lock(tx, source);
    if (now.approval() == null) {
      return false;
    }
    tx.update(WITHDRAW_APPROVAL, source);
    audit(tx, actor, AuditVerbs.SOURCE_APPROVAL_WITHDRAWN, now, null, reason);
    return true;
  }

  private static void audit(
      Transaction tx,
      Actor actor,
      String verb,
      SourceState before,
      @Nullable ChangeDigest change,
      String reason)
      throws SQLException {
    PostgresAudit.append(
        tx,
        new NewEntry(
            actor,
            verb,
            Lease.resource(before.id()),
            StoreJson.object("commit", before.acceptedCommit(), "change", approved(before)),
            StoreJson.object("change", change),
            reason));
  }

  private static @Nullable ChangeDigest approved(SourceState source) {
    var approval = source.approval();
    return approval == null ? null : approval.change();
  }

  /** The approval in a row, with its change in the named column; null when there is none. */
  static @Nullable ChangeApproval approval(Row row, String change) throws SQLException {
    var approved = row.change(change);
    var at = row.optionalInstant("approved_at");
    return approved == null || at == null
        ? null
        : new ChangeApproval(approved, at, row.text("approved_by"), row.text("approval_reason"));
  }
}

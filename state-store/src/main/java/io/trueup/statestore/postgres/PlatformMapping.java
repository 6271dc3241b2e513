package io.trueup.statestore.postgres;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.ecosystem.RolloutTerms;
import io.trueup.statestore.BlockedNode;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Blocked;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Platforms from rows of {@code platform_now}. */
final class PlatformMapping {

  private PlatformMapping() {}

  static Found found(Row row) throws SQLException {
    var id = row.platform("source", "name");
    var rollout = row.isNull("rollout") ? null : rollout(row, id);
    var state =
        new PlatformState(
            id,
            row.text("type"),
            terms(row),
            pointer(row, "merged"),
            pointer(row, "target"),
            pointer(row, "realized"),
            row.number("sync_requested"),
            row.isTrue("is_paused") ? pause(row) : null,
            waiting(row),
            steering(row, rollout),
            rollout,
            blocked(row),
            PostgresDrift.summary(row),
            row.optionalInstant("up_to_date_since"));
    return new Found(row.count("id"), state);
  }

  static Pointer pointer(Row row, String name) throws SQLException {
    return new Pointer(
        row.number(name + "_version"),
        row.fingerprint(name + "_graph"),
        row.instant(name + "_since"));
  }

  /** Of a platform that an earlier release recorded last, only what it follows is known. */
  static RolloutTerms terms(Row row) throws SQLException {
    var terms = row.optionalText("terms");
    if (terms != null) {
      return RolloutTermsJson.read(terms);
    }
    return RolloutTerms.of(
        switch (row.constant(RolloutPolicy.On.class, "policy")) {
          case MERGE, SCHEDULE -> RolloutPolicy.MERGE;
          case MANUAL -> RolloutPolicy.MANUAL;
          case NEVER -> RolloutPolicy.NEVER;
        });
  }

  private static Pause pause(Row row) throws SQLException {
    return new Pause(
        row.text("pause_by"),
        row.text("pause_reason"),
        row.instant("pause_since"),
        row.optionalInstant("pause_until"));
  }

  static @Nullable Waiting waiting(Row row) throws SQLException {
    var gates = row.optionalText("waiting_gates");
    return gates == null || row.isNull("waiting_kind")
        ? null
        : new Waiting(ShutGatesJson.read(gates), row.instant("waiting_since"));
  }

  private static Steering steering(Row row, @Nullable Rollout rollout) throws SQLException {
    return new Steering(
        sync(row, rollout),
        hold(row),
        approval(row),
        Objects.requireNonNullElse(row.optionalInstant("schedule_since"), Instant.EPOCH),
        row.optionalInstant("graph_since"),
        row.optionalInstant("well_since"));
  }

  private static @Nullable SyncRequest sync(Row row, @Nullable Rollout rollout)
      throws SQLException {
    var by = row.optionalText("sync_by");
    if (by == null) {
      return null;
    }
    var sync =
        new SyncRequest(
            row.number("sync_requested"),
            ShutGatesJson.readKinds(row.text("sync_overrides")),
            by,
            row.text("sync_reason"),
            row.instant("sync_since"));
    var target = row.number("target_version");
    return ClaimRules.counts(sync, target, row.number("realized_version"), rollout) ? sync : null;
  }

  static @Nullable Hold hold(Row row) throws SQLException {
    return row.isNull("hold_version")
        ? null
        : new Hold(
            row.number("hold_version"),
            row.constant(Hold.Cause.class, "hold_cause"),
            row.text("hold_by"),
            row.text("hold_reason"),
            row.instant("hold_since"));
  }

  private static @Nullable RemovalApproval approval(Row row) throws SQLException {
    return row.isNull("approval_version")
            || row.number("approval_version") <= row.number("target_version")
        ? null
        : new RemovalApproval(
            row.number("approval_version"),
            row.text("approval_digest"),
            row.text("approval_by"),
            row.text("approval_reason"),
            row.instant("approval_since"));
  }

  private static @Nullable Blocked blocked(Row row) throws SQLException {
    var node = row.optionalNode("blocked_node");
    return node == null
        ? null
        : new Blocked(
            new BlockedNode(node, row.text("blocked_reason"), row.instant("blocked_since")),
            row.count("blocked_nodes"));
  }

  private static Rollout rollout(Row row, PlatformId platform) throws SQLException {
    return new Rollout(
        row.number("rollout"),
        platform,
        row.number("rollout_from"),
        row.number("rollout_to"),
        row.constant(Rollout.State.class, "rollout_state"),
        row.count("rollout_steps"),
        row.count("rollout_done"),
        row.optionalText("rollout_last_error"),
        row.optionalInstant("rollout_retry_at"),
        row.count("rollout_nodes_waiting"),
        row.instant("rollout_started_at"),
        row.optionalInstant("rollout_ended_at"),
        row.instant("rollout_state_since"),
        row.optionalInstant("rollout_failing_since"),
        row.constant(Rollout.Kind.class, "rollout_kind"),
        ShutGatesJson.readKinds(row.text("rollout_overrides")),
        row.optionalText("rollout_requested_by"),
        row.optionalText("rollout_request_reason"));
  }
}

package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import io.trueup.statestore.postgres.PostgresPlatforms.Found;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What platforms wait for, with its history. */
final class PostgresWaiting {

  private static final String WAIT =
      """
      UPDATE platform
         SET waiting_kind = ?,
             waiting_reason = ?,
             waiting_since = ?,
             waiting_gates = ?::jsonb
       WHERE id = ?
      """;

  private static final String APPEND =
      """
      INSERT INTO gate_history (platform, kind, what, is_shut, at, shut_by, reason, remedy,
                                opens_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private PostgresWaiting() {}

  /**
   * What events say of a platform that waits.
   *
   * @param merged the newest version that was merged
   */
  record Shown(PlatformId id, long merged) {

    static Shown of(PlatformState platform) {
      return new Shown(platform.id(), platform.merged().version());
    }
  }

  /**
   * Writes why a platform waits; with an audit entry, and history, when the gates are not the same
   * ones.
   *
   * @return why it waits then
   */
  static @Nullable Waiting put(Transaction tx, Found platform, @Nullable Waiting found)
      throws SQLException {
    var before = platform.state().waiting();
    var after = found == null ? null : found.after(before);
    if (after == null ? before == null : after.equals(before)) {
      return before;
    }
    if (after == null) {
      tx.update(WAIT, null, null, null, null, platform.id());
    } else {
      tx.update(
          WAIT,
          after.kind(),
          after.reason(),
          after.since(),
          ShutGatesJson.write(after.gates()),
          platform.id());
    }
    if (before == null || after == null || !after.isForSameAs(before)) {
      appendHistory(tx, platform.id(), Shown.of(platform.state()), before, after, tx.now());
      audit(tx, platform, before, after);
    }
    return after;
  }

  private static void audit(
      Transaction tx, Found platform, @Nullable Waiting before, @Nullable Waiting after)
      throws SQLException {
    PostgresAudit.append(
        tx,
        new NewEntry(
            Actor.DAEMON,
            after == null ? AuditVerbs.PLATFORM_WAITING_ENDED : AuditVerbs.PLATFORM_WAITING,
            Lease.resource(platform.state().id()),
            json(before),
            json(after),
            after == null ? "the next move no longer waits" : after.reason()));
  }

  /** Records that a platform's waiting ended otherwise, such as by its move. */
  static void appendEnd(
      Transaction tx, int platform, Shown shown, @Nullable Waiting before, Instant now)
      throws SQLException {
    appendHistory(tx, platform, shown, before, null, now);
  }

  private static void appendHistory(
      Transaction tx,
      int platform,
      Shown shown,
      @Nullable Waiting before,
      @Nullable Waiting after,
      Instant now)
      throws SQLException {
    var shut = after == null ? List.<ShutGate>of() : after.gates();
    var former = before == null ? List.<ShutGate>of() : before.gates();
    for (var gate : former) {
      if (shut.stream().noneMatch(gate::isSameAs)) {
        append(tx, platform, gate, false, now);
        tx.record(new GateOpened(shown.id(), gate, shown.merged()));
      }
    }
    for (var gate : shut) {
      if (former.stream().noneMatch(gate::isSameAs)) {
        append(tx, platform, gate, true, now);
        tx.record(new GateShut(shown.id(), gate, shown.merged()));
      }
    }
  }

  private static void append(
      Transaction tx, int platform, ShutGate gate, boolean isShut, Instant now)
      throws SQLException {
    tx.update(
        APPEND,
        platform,
        gate.kind().text(),
        gate.what(),
        isShut,
        now,
        gate.by(),
        gate.reason(),
        gate.remedy(),
        gate.opensAt());
  }

  private static @Nullable String json(@Nullable Waiting waiting) {
    return waiting == null
        ? null
        : StoreJson.object("kind", waiting.kind(), "gates", waiting.names());
  }
}

package io.trueup.statestore.postgres;

import io.trueup.model.schedule.CronSchedule;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Impact;
import io.trueup.statestore.NodeDelta;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.PointerRules;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChange;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.postgres.PointerHistory.Cause;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Moves a source's platforms to accepted versions; they stay locked until the transaction ends. */
final class PostgresImpacts {

  private static final String LOCK =
      """
      SELECT id
        FROM platform
       WHERE source = ?
       ORDER BY name
         FOR NO KEY UPDATE
      """;

  /**
   * After they are locked: a statement that waits for a lock sees the platform's row as it is then,
   * and its rollout as it was before.
   */
  private static final String READ =
      """
      SELECT id, name, merged_version, merged_graph, merged_since, target_version, target_graph,
             target_since, realized_version, realized_graph, realized_since, policy, terms,
             schedule_since, hold_version, hold_cause, hold_by, hold_reason, hold_since,
             waiting_kind, waiting_since, waiting_gates,
             coalesce((SELECT r.state IN ('EXECUTING', 'AWAITING_NODES')
                         FROM rollout AS r
                        WHERE r.platform = platform.id
                        ORDER BY r.id DESC
                        LIMIT 1), false) AS is_moving
        FROM platform
       WHERE source = ?
       ORDER BY name
      """;

  private static final String INSERT_PLATFORM =
      """
      INSERT INTO platform (source, name, type, policy, merged_since, target_since, realized_since)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      RETURNING id
      """;

  private static final String MOVE =
      """
      UPDATE platform
         SET type = ?,
             policy = ?,
             terms = ?::jsonb,
             schedule_since = ?,
             merged_version = ?,
             merged_graph = ?,
             merged_since = ?,
             target_version = ?,
             target_graph = ?,
             target_since = ?,
             realized_version = ?,
             realized_graph = ?,
             realized_since = ?,
             up_to_date_since = CASE WHEN ? THEN coalesce(up_to_date_since, ?) END
       WHERE id = ?
      """;

  private static final String STOP_WAITING =
      """
      UPDATE platform
         SET waiting_kind = NULL,
             waiting_reason = NULL,
             waiting_since = NULL,
             waiting_gates = NULL
       WHERE id = ?
      """;

  private static final String INSERT =
      """
      INSERT INTO version_impact (source, sequence, platform, type, policy, graph, added, changed,
                                  removed)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_DELTA =
      """
      INSERT INTO node_delta (platform, sequence, node, before, after, what)
      SELECT ?, ?, d.node, d.before, d.after, d.what
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS d (node, before, after, what)
      """;

  /** A platform, as far as it bears on how versions move it. */
  private record Tracked(
      int id,
      Pointers pointers,
      @Nullable CronSchedule schedule,
      @Nullable Instant scheduleSince,
      @Nullable Hold hold,
      boolean isMoving,
      @Nullable Waiting waiting) {

    /** Since when the platform has had its schedule, once it has the given one. */
    @Nullable Instant scheduleSince(@Nullable CronSchedule next, Instant now) {
      if (next == null) {
        return null;
      }
      return next.equals(schedule) && scheduleSince != null ? scheduleSince : now;
    }
  }

  private final Transaction tx;
  private final SourceId source;
  private final Instant now;
  private final Map<String, Tracked> platforms = new HashMap<>();

  private PostgresImpacts(Transaction tx, SourceId source, Instant now) {
    this.tx = tx;
    this.source = source;
    this.now = now;
  }

  static PostgresImpacts lock(Transaction tx, SourceId source, Instant now) throws SQLException {
    var impacts = new PostgresImpacts(tx, source, now);
    record Named(String name, Tracked tracked) {}
    tx.query(LOCK, row -> row.count("id"), source);
    tx.query(READ, row -> new Named(row.text("name"), tracked(row)), source)
        .forEach(platform -> impacts.platforms.put(platform.name(), platform.tracked()));
    return impacts;
  }

  private static Tracked tracked(Row row) throws SQLException {
    return new Tracked(
        row.count("id"),
        new Pointers(
            PlatformMapping.pointer(row, "merged"),
            PlatformMapping.pointer(row, "target"),
            PlatformMapping.pointer(row, "realized")),
        PlatformMapping.terms(row).policy().schedule(),
        row.optionalInstant("schedule_since"),
        PlatformMapping.hold(row),
        row.isTrue("is_moving"),
        PlatformMapping.waiting(row));
  }

  /** Records the impacts of an accepted version, and moves the pointers that follow. */
  void follow(long version, List<Impact> impacts) throws SQLException {
    for (var impact : impacts) {
      var before = platforms.get(impact.platform());
      if (before == null) {
        before = insert(impact);
      }
      var pointers =
          PointerRules.onAccepted(
              before.pointers().target(),
              before.pointers().realized(),
              before.hold(),
              before.isMoving(),
              version,
              impact.graph(),
              now);
      write(version, impact, before.id());
      var schedule = impact.policy().schedule();
      var after =
          new Tracked(
              before.id(),
              pointers,
              schedule,
              before.scheduleSince(schedule, now),
              before.hold(),
              before.isMoving(),
              pointers.target().version() == version ? null : before.waiting());
      move(impact, before, after);
      platforms.put(impact.platform(), after);
    }
  }

  private Tracked insert(Impact impact) throws SQLException {
    var none = new Pointer(0, null, now);
    int id =
        tx.queryExactlyOne(
            INSERT_PLATFORM,
            row -> row.count("id"),
            source,
            impact.platform(),
            impact.type(),
            impact.policy().on(),
            now,
            now,
            now);
    return new Tracked(id, new Pointers(none, none, none), null, null, null, false, null);
  }

  private void write(long version, Impact impact, int platform) throws SQLException {
    tx.update(
        INSERT,
        source,
        version,
        platform,
        impact.type(),
        impact.policy().on(),
        impact.graph(),
        impact.count(NodeDelta.Kind.ADDED),
        impact.count(NodeDelta.Kind.CHANGED),
        impact.count(NodeDelta.Kind.REMOVED));
    if (!impact.delta().isEmpty()) {
      tx.update(
          INSERT_DELTA,
          platform,
          version,
          impact.delta().stream().map(NodeDelta::node).toList(),
          Transaction.array(impact.delta(), NodeDelta::before),
          Transaction.array(impact.delta(), NodeDelta::after),
          impact.delta().stream().map(NodeDelta::what).toList());
    }
  }

  private void move(Impact impact, Tracked before, Tracked next) throws SQLException {
    var after = next.pointers();
    tx.update(
        MOVE,
        impact.type(),
        impact.policy().on(),
        RolloutTermsJson.write(impact.terms()),
        next.scheduleSince(),
        after.merged().version(),
        after.merged().graph(),
        after.merged().since(),
        after.target().version(),
        after.target().graph(),
        after.target().since(),
        after.realized().version(),
        after.realized().graph(),
        after.realized().since(),
        after.realized().version() == after.merged().version(),
        now,
        before.id());
    if (before.waiting() != null && next.waiting() == null) {
      tx.update(STOP_WAITING, before.id());
      PostgresWaiting.appendEnd(
          tx,
          before.id(),
          new PostgresWaiting.Shown(
              new PlatformId(source, impact.platform()), after.merged().version()),
          before.waiting(),
          now);
    }
    appendHistory(before, "merged", after.merged(), "version %d was accepted");
    StateChange.unaffected(new PlatformId(source, impact.platform()), before.pointers(), after)
        .forEach(tx::record);
    var unaffected =
        "provably unaffected: version %%d asks for what version %d does"
            .formatted(before.pointers().target().version());
    if (!after.target().equals(before.pointers().target())) {
      appendHistory(before, "target", after.target(), unaffected);
    }
    if (!after.realized().equals(before.pointers().realized())) {
      appendHistory(before, "realized", after.realized(), unaffected);
    }
  }

  private void appendHistory(Tracked platform, String pointer, Pointer moved, String reason)
      throws SQLException {
    PointerHistory.append(
        tx,
        platform.id(),
        pointer,
        moved,
        new Cause(AuditVerbs.VERSION_ACCEPTED, reason.formatted(moved.version()), null));
  }
}

package io.trueup.statestore.postgres;

import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.Actor;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Windows in rows, and every change of them in the history and in the audit. */
final class WindowRows {

  private static final ParsedTexts<Selector> SCOPES = new ParsedTexts<>(Selector::parse);
  private static final ParsedTexts<WindowTimes> TIMES = new ParsedTexts<>(WindowTimesJson::read);

  private static final String COLUMNS =
      """
      SELECT w.id, w.version, w.origin, w.name, w.kind, w.scope, w.times, w.owner, w.reason,
             w.created_at, w.changed_at, w.suspended_by, w.suspension_reason, w.suspended_since,
             w.suspended_until,
             w.suspended_by IS NOT NULL
               AND (w.suspended_until IS NULL OR w.suspended_until > clock_timestamp())
               AS is_suspended,
             w.ended_at
        FROM rollout_window AS w
      """;

  private static final String CURRENT =
      COLUMNS
          + """
           WHERE w.ended_at IS NULL
             AND w.deleted_at IS NULL
             AND NOT EXISTS (SELECT
                               FROM source AS s
                              WHERE s.id = w.source
                                AND (s.forgotten_at IS NOT NULL OR s.detached_since IS NOT NULL))
           ORDER BY w.id
          """;

  /**
   * A source that another process detached, because it saw no check of it for long, may be worked
   * on all the same. Its windows are about its own platforms alone.
   */
  private static final String BINDING =
      COLUMNS
          + """
           WHERE w.ended_at IS NULL
             AND w.deleted_at IS NULL
             AND NOT EXISTS (SELECT
                               FROM source AS s
                              WHERE s.id = w.source
                                AND s.forgotten_at IS NOT NULL)
           ORDER BY w.id
          """;

  private static final String ENDED =
      COLUMNS
          + """
           WHERE w.ended_at IS NOT NULL
             AND w.deleted_at IS NULL
           ORDER BY w.ended_at DESC, w.id
           LIMIT ?
          """;

  private static final String FIND =
      COLUMNS
          + """
           WHERE w.id = ?
             AND w.deleted_at IS NULL
          """;

  private static final String OF_SOURCE =
      COLUMNS
          + """
           WHERE w.source = ?
             AND w.deleted_at IS NULL
           ORDER BY w.id
          """;

  private static final String PUT =
      """
      INSERT INTO rollout_window (id, version, origin, source, name, kind, scope, times, owner,
                                  reason, created_at, changed_at, suspended_by, suspension_reason,
                                  suspended_since, suspended_until, ended_at, deleted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          ON CONFLICT (id) DO UPDATE
         SET version = excluded.version,
             name = excluded.name,
             kind = excluded.kind,
             scope = excluded.scope,
             times = excluded.times,
             owner = excluded.owner,
             reason = excluded.reason,
             changed_at = excluded.changed_at,
             suspended_by = excluded.suspended_by,
             suspension_reason = excluded.suspension_reason,
             suspended_since = excluded.suspended_since,
             suspended_until = excluded.suspended_until,
             ended_at = excluded.ended_at,
             deleted_at = excluded.deleted_at
      """;

  private static final String APPEND_HISTORY =
      """
      INSERT INTO window_history (window_id, version, at, actor, verb, change_reason, origin, name,
                                  kind, scope, times, first_start, first_end, owner, reason,
                                  suspended_by, suspension_reason, suspended_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
      """;

  /** Who did what to a window, and why. */
  record Deed(Actor actor, String verb, String reason) {}

  private WindowRows() {}

  static List<RolloutWindow> current(Transaction tx) throws SQLException {
    return tx.query(CURRENT, WindowRows::window);
  }

  /** As {@link #current}, with those of detached sources: they bind their platforms. */
  static List<RolloutWindow> binding(Transaction tx) throws SQLException {
    return tx.query(BINDING, WindowRows::window);
  }

  static List<RolloutWindow> ended(Transaction tx, int limit) throws SQLException {
    return tx.query(ENDED, WindowRows::window, limit);
  }

  static Optional<RolloutWindow> find(Transaction tx, String id) throws SQLException {
    return tx.queryOne(FIND, WindowRows::window, id);
  }

  /** The windows that the model of a source declares, or did. */
  static List<RolloutWindow> ofSource(Transaction tx, SourceId source) throws SQLException {
    return tx.query(OF_SOURCE, WindowRows::window, source);
  }

  private static RolloutWindow window(Row row) throws SQLException {
    var spec =
        new Spec(
            row.text("name"),
            row.constant(WindowKind.class, "kind"),
            SCOPES.of(row.text("scope")),
            TIMES.of(row.text("times")),
            row.text("owner"),
            row.text("reason"));
    return new RolloutWindow(
        row.text("id"),
        spec,
        row.constant(Origin.class, "origin"),
        row.number("version"),
        row.instant("created_at"),
        row.instant("changed_at"),
        row.isTrue("is_suspended") ? suspension(row) : null,
        row.optionalInstant("ended_at"));
  }

  private static Suspension suspension(Row row) throws SQLException {
    return new Suspension(
        row.text("suspended_by"),
        row.text("suspension_reason"),
        row.instant("suspended_since"),
        row.optionalInstant("suspended_until"));
  }

  /**
   * Writes a new version of a window, under the lock of all windows.
   *
   * @param before null for a new one
   * @param deletedAt null while it is listed
   */
  static void put(
      Transaction tx,
      @Nullable RolloutWindow before,
      RolloutWindow window,
      @Nullable Instant deletedAt,
      Deed deed)
      throws SQLException {
    var spec = window.spec();
    var suspension = window.suspension();
    tx.update(
        PUT,
        window.id(),
        window.version(),
        window.origin(),
        source(window),
        spec.name(),
        spec.kind(),
        spec.scope().text(),
        WindowTimesJson.write(spec.times()),
        spec.owner(),
        spec.reason(),
        window.createdAt(),
        window.changedAt(),
        suspension == null ? null : suspension.by(),
        suspension == null ? null : suspension.reason(),
        suspension == null ? null : suspension.since(),
        suspension == null ? null : suspension.until(),
        window.endedAt(),
        deletedAt);
    appendHistory(tx, window, deed);
    PostgresAudit.append(
        tx,
        new NewEntry(
            deed.actor(),
            deed.verb(),
            "window:" + window.id(),
            before == null || before.endedAt() != null ? null : json(before),
            window.endedAt() == null ? json(window) : null,
            deed.reason()));
  }

  private static @Nullable SourceId source(RolloutWindow window) {
    return window.origin() == Origin.MODEL
        ? new SourceId(window.id().substring(0, window.id().indexOf('/')))
        : null;
  }

  private static void appendHistory(Transaction tx, RolloutWindow window, Deed deed)
      throws SQLException {
    var spec = window.spec();
    var suspension = window.suspension();
    var start = WindowTimesJson.firstStart(spec.times());
    tx.update(
        APPEND_HISTORY,
        window.id(),
        window.version(),
        window.changedAt(),
        deed.actor().name(),
        deed.verb(),
        deed.reason(),
        window.origin(),
        spec.name(),
        spec.kind(),
        spec.scope().text(),
        WindowTimesJson.write(spec.times()),
        start,
        start == null ? null : start.plus(spec.times().length()),
        spec.owner(),
        spec.reason(),
        suspension == null ? null : suspension.by(),
        suspension == null ? null : suspension.reason(),
        suspension == null ? null : suspension.until());
  }

  /** A window for the audit. */
  private static String json(RolloutWindow window) {
    var spec = window.spec();
    var object = StoreJson.newObject();
    object.put("version", window.version());
    object.put("name", spec.name());
    object.put("kind", spec.kind().text());
    object.put("scope", spec.scope().text());
    WindowTimesJson.put(object, spec.times());
    object.put("owner", spec.owner());
    object.put("reason", spec.reason());
    var suspension = window.suspension();
    if (suspension != null) {
      object.put("suspendedBy", suspension.by());
      object.put("suspendedUntil", String.valueOf(suspension.until()));
    }
    return StoreJson.text(object);
  }
}

package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.WindowRules;
import io.trueup.statestore.Windows;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.RolloutWindow.Spec;
import io.trueup.statestore.control.RolloutWindow.Suspension;
import io.trueup.statestore.postgres.WindowRows.Deed;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Windows. A writer locks out the moves of all platforms for its transaction. */
final class PostgresWindows implements Windows {

  private static final String LOCK =
      """
      LOCK TABLE rollout_window IN EXCLUSIVE MODE
      """;

  private static final String IDS_LIKE =
      """
      SELECT id
        FROM rollout_window
       WHERE id LIKE ? || '%'
      """;

  /** An error names no more windows than this. */
  private static final int MOST_NAMED = 3;

  private final Database database;

  PostgresWindows(Database database) {
    this.database = database;
  }

  @Override
  public List<RolloutWindow> current() {
    return database.inTransaction("list the windows", WindowRows::current);
  }

  @Override
  public List<RolloutWindow> ended(int limit) {
    return database.inTransaction("list the windows that ended", tx -> WindowRows.ended(tx, limit));
  }

  @Override
  public Optional<RolloutWindow> find(String id) {
    return database.inTransaction("read window '%s'".formatted(id), tx -> WindowRows.find(tx, id));
  }

  /** Locks all windows for the rest of the transaction. */
  static void lock(Transaction tx) throws SQLException {
    tx.update(LOCK);
  }

  @Override
  public Optional<List<RolloutWindow>> addAll(List<Spec> specs, Actor actor) {
    return database.inTransaction(
        "add windows %s".formatted(names(specs)),
        tx -> {
          lock(tx);
          if (!PostgresApiTokens.mayOrder(tx, actor)) {
            return Optional.empty();
          }
          var now = tx.now();
          var added = new ArrayList<RolloutWindow>();
          for (var spec : specs) {
            added.add(added(tx, spec, actor, now));
          }
          return Optional.of(List.copyOf(added));
        });
  }

  private static String names(List<Spec> specs) {
    return specs.stream()
            .limit(MOST_NAMED)
            .map(it -> "'%s'".formatted(it.name()))
            .collect(Collectors.joining(", "))
        + (specs.size() > MOST_NAMED ? " and more" : "");
  }

  private static RolloutWindow added(Transaction tx, Spec spec, Actor actor, Instant now)
      throws SQLException {
    var slug = WindowRules.newId(spec.name(), _ -> false);
    var taken = new HashSet<>(tx.query(IDS_LIKE, row -> row.text("id"), slug));
    var id = WindowRules.newId(spec.name(), taken::contains);
    var window = new RolloutWindow(id, spec, Origin.OPERATOR, 1, now, now, null, null);
    WindowRows.put(tx, null, window, null, new Deed(actor, AuditVerbs.WINDOW_ADDED, spec.reason()));
    return window;
  }

  @Override
  public Change change(String id, @Nullable Long version, Spec spec, Actor actor, String reason) {
    return write(
        id,
        new Deed(actor, AuditVerbs.WINDOW_CHANGED, reason),
        window -> WindowRules.refuseChange(window, version),
        (window, now) -> window.changed(spec, now));
  }

  @Override
  public Change suspend(
      String id, @Nullable Long version, @Nullable Instant until, Actor actor, String reason) {
    return write(
        id,
        new Deed(actor, AuditVerbs.WINDOW_SUSPENDED, reason),
        window -> WindowRules.refuse(window, version),
        (window, now) -> window.suspended(new Suspension(actor.name(), reason, now, until), now));
  }

  @Override
  public Change resume(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        new Deed(actor, AuditVerbs.WINDOW_RESUMED, reason),
        window -> WindowRules.refuseResumption(window, version),
        (window, now) -> window.suspended(null, now));
  }

  @Override
  public Change end(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        new Deed(actor, AuditVerbs.WINDOW_ENDED, reason),
        window -> WindowRules.refuseChange(window, version),
        RolloutWindow::ended);
  }

  @Override
  public Change delete(String id, @Nullable Long version, Actor actor, String reason) {
    return write(
        id,
        new Deed(actor, AuditVerbs.WINDOW_DELETED, reason),
        window -> WindowRules.refuseDeletion(window, version),
        RolloutWindow::ended);
  }

  /** Whether a window can be changed. */
  @FunctionalInterface
  private interface Refusal {
    Optional<Change> of(RolloutWindow window);
  }

  /** The next version of a window. */
  @FunctionalInterface
  private interface NextVersion {
    RolloutWindow of(RolloutWindow window, Instant now);
  }

  private Change write(String id, Deed deed, Refusal refusal, NextVersion next) {
    return database.inTransaction(
        "change window '%s'".formatted(id),
        tx -> {
          lock(tx);
          if (!PostgresApiTokens.mayOrder(tx, deed.actor())) {
            return new Change.NotAllowed();
          }
          var found = WindowRows.find(tx, id).orElse(null);
          if (found == null) {
            return new Change.Unknown();
          }
          var refused = refusal.of(found);
          if (refused.isPresent()) {
            return refused.get();
          }
          var now = tx.now();
          var window = next.of(found, now);
          var isDeleted = deed.verb().equals(AuditVerbs.WINDOW_DELETED);
          WindowRows.put(tx, found, window, isDeleted ? now : null, deed);
          return new Change.Changed(isDeleted ? found : window);
        });
  }
}

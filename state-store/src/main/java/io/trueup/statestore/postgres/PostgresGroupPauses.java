package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.GroupPauses;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pauses of several platforms. A writer locks out the moves of all platforms for its transaction.
 */
final class PostgresGroupPauses implements GroupPauses {

  private static final String LOCK =
      """
      LOCK TABLE group_pause IN EXCLUSIVE MODE
      """;

  private static final String IN_FORCE =
      """
      SELECT scope, paused_by, reason, since, until
        FROM group_pause
       WHERE resumed_at IS NULL
         AND (until IS NULL OR until > clock_timestamp())
       ORDER BY scope
      """;

  private static final String END =
      """
      UPDATE group_pause
         SET resumed_at = ?
       WHERE scope = ?
         AND resumed_at IS NULL
      """;

  private static final String INSERT =
      """
      INSERT INTO group_pause (scope, paused_by, reason, since, until)
      VALUES (?, ?, ?, ?, ?)
      """;

  private final Database database;

  PostgresGroupPauses(Database database) {
    this.database = database;
  }

  @Override
  public List<GroupPause> inForce() {
    return database.inTransaction("list the pauses of groups", PostgresGroupPauses::inForce);
  }

  static List<GroupPause> inForce(Transaction tx) throws SQLException {
    return tx.query(IN_FORCE, PostgresGroupPauses::pause);
  }

  private static GroupPause pause(Row row) throws SQLException {
    return new GroupPause(
        Selector.parse(row.text("scope")),
        row.text("paused_by"),
        row.text("reason"),
        row.instant("since"),
        row.optionalInstant("until"));
  }

  @Override
  public Optional<GroupPause> pause(
      Selector scope, Actor actor, String reason, @Nullable Instant until) {
    return database.inTransaction(
        "pause '%s'".formatted(scope.text()),
        tx -> {
          tx.update(LOCK);
          if (!PostgresApiTokens.mayOrder(tx, actor)) {
            return Optional.empty();
          }
          var now = tx.now();
          var before = inForce(tx, scope);
          tx.update(END, now, scope.text());
          tx.update(INSERT, scope.text(), actor.name(), reason, now, until);
          audit(
              tx,
              actor,
              AuditVerbs.GROUP_PAUSED,
              scope,
              before.map(PostgresGroupPauses::json).orElse(null),
              StoreJson.object("reason", reason, "until", until),
              reason);
          return inForce(tx, scope)
              .or(() -> Optional.of(new GroupPause(scope, actor.name(), reason, now, until)));
        });
  }

  private static Optional<GroupPause> inForce(Transaction tx, Selector scope) throws SQLException {
    return inForce(tx).stream().filter(it -> it.scope().equals(scope)).findFirst();
  }

  @Override
  public GroupResumption resume(Selector scope, Actor actor, String reason) {
    return database.inTransaction(
        "resume '%s'".formatted(scope.text()),
        tx -> {
          tx.update(LOCK);
          if (!PostgresApiTokens.mayOrder(tx, actor)) {
            return GroupResumption.NOT_ALLOWED;
          }
          var before = inForce(tx, scope);
          if (before.isEmpty()) {
            return GroupResumption.NOT_PAUSED;
          }
          tx.update(END, tx.now(), scope.text());
          audit(tx, actor, AuditVerbs.GROUP_RESUMED, scope, json(before.get()), null, reason);
          return GroupResumption.RESUMED;
        });
  }

  private static String json(GroupPause pause) {
    return StoreJson.object("reason", pause.reason(), "until", pause.until());
  }

  private static void audit(
      Transaction tx,
      Actor actor,
      String verb,
      Selector scope,
      @Nullable String before,
      @Nullable String after,
      String reason)
      throws SQLException {
    PostgresAudit.append(
        tx, new NewEntry(actor, verb, "pause:" + scope.text(), before, after, reason));
  }
}

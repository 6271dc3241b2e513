package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateChanges;
import io.trueup.statestore.Subscription;
import io.trueup.statestore.Subscription.Filter;
import io.trueup.statestore.Subscription.Format;
import io.trueup.statestore.Subscription.Standstill;
import io.trueup.statestore.Subscriptions;
import io.trueup.statestore.postgres.PostgresAudit.NewEntry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Webhooks that get events. */
final class PostgresSubscriptions implements Subscriptions {

  private static final String ALL =
      """
      SELECT s.id, s.name, s.url, s.types, s.source, s.platform, s.format, s.secret_number, s.created_by,
             s.created_at, coalesce(r.position, s.position) AS position, s.suspended_for,
             s.suspended_at, s.failure, s.failing_since
        FROM subscription AS s
        LEFT JOIN change_reader AS r ON r.name = 'subscription:' || s.id
       WHERE s.removed_at IS NULL
         AND (?::text IS NULL OR s.name = ?)
       ORDER BY s.name
      """;

  private static final String INSERT =
      """
      INSERT INTO subscription (name, url, types, source, platform, format, created_by, created_at,
                                position)
      SELECT ?, ?, ?::jsonb, ?, ?, ?, ?, clock_timestamp(),
             coalesce((SELECT h.position FROM change_head AS h), 0)
          ON CONFLICT DO NOTHING
      RETURNING id, position
      """;

  private static final String LOCK =
      """
      SELECT id
        FROM subscription
       WHERE name = ?
         AND removed_at IS NULL
         FOR UPDATE
      """;

  private static final String ADD_READER =
      """
      INSERT INTO change_reader (name, position, moved_at)
      VALUES (?, ?, clock_timestamp())
          ON CONFLICT (name) DO NOTHING
      """;

  private static final String REMOVE_READER = "DELETE FROM change_reader WHERE name = ?";

  private static final String SUSPEND =
      """
      UPDATE subscription
         SET suspended_at = clock_timestamp(),
             suspended_for = ?,
             position = ?,
             failing_since = NULL,
             failure = NULL
       WHERE id = ?
         AND suspended_at IS NULL
      """;

  private static final String RESUME =
      """
      UPDATE subscription
         SET suspended_at = NULL,
             suspended_for = NULL
       WHERE id = ?
         AND suspended_at IS NOT NULL
      """;

  private static final String ROTATE =
      "UPDATE subscription SET secret_number = secret_number + 1 WHERE id = ?";

  private static final String REMOVE =
      """
      UPDATE subscription
         SET removed_at = clock_timestamp(),
             position = ?
       WHERE id = ?
      """;

  private static final String FAIL =
      """
      UPDATE subscription
         SET failing_since = coalesce(failing_since, clock_timestamp()),
             failure = ?
       WHERE id = ?
      """;

  private static final String RECOVER =
      """
      UPDATE subscription
         SET failing_since = NULL,
             failure = NULL
       WHERE id = ?
      """;

  private static final String LEAVE_OUT =
      """
      INSERT INTO dead_event (subscription, position, reason, at)
      VALUES (?, ?, ?, clock_timestamp())
          ON CONFLICT (subscription, position) DO NOTHING
      """;

  private static final String DEAD =
      """
      SELECT position, reason, at
        FROM dead_event
       WHERE subscription = ?
       ORDER BY position
       LIMIT ?
      """;

  private static final String FORGET =
      "DELETE FROM dead_event WHERE subscription = ? AND position = ?";

  private static final String FORGET_ALL = "DELETE FROM dead_event WHERE subscription = ?";

  private final Database database;

  PostgresSubscriptions(Database database) {
    this.database = database;
  }

  @Override
  public List<Subscription> all() {
    return database.inTransaction(
        "list the subscriptions",
        tx -> tx.query(ALL, PostgresSubscriptions::subscription, null, null));
  }

  @Override
  public Optional<Subscription> find(String name) {
    return database.inTransaction("read subscription '%s'".formatted(name), tx -> find(tx, name));
  }

  private static Optional<Subscription> find(Transaction tx, String name) throws SQLException {
    return tx.queryOne(ALL, PostgresSubscriptions::subscription, name, name);
  }

  private static Subscription subscription(Row row) throws SQLException {
    var source = row.optionalText("source");
    return new Subscription(
        row.number("id"),
        row.text("name"),
        row.text("url"),
        new Filter(
            StoreJson.texts(row.text("types")),
            source == null ? null : new SourceId(source),
            row.optionalText("platform"),
            row.constant(Format.class, "format")),
        row.count("secret_number"),
        row.text("created_by"),
        row.instant("created_at"),
        row.number("position"),
        standstill(row, "suspended_for", "suspended_at"),
        standstill(row, "failure", "failing_since"));
  }

  private static @Nullable Standstill standstill(Row row, String reason, String since)
      throws SQLException {
    var text = row.optionalText(reason);
    return text == null ? null : new Standstill(text, row.instant(since));
  }

  @Override
  public Optional<Subscription> add(String name, String url, Filter filter, Actor actor) {
    return database.inTransaction(
        "add subscription '%s'".formatted(name),
        tx -> {
          record Added(long id, long position) {}
          var added =
              tx.queryOne(
                  INSERT,
                  row -> new Added(row.number("id"), row.number("position")),
                  name,
                  url,
                  StoreJson.array(filter.types()),
                  filter.source(),
                  filter.platform(),
                  filter.format(),
                  actor.name());
          if (added.isEmpty()) {
            return Optional.empty();
          }
          tx.update(ADD_READER, Subscription.reader(added.get().id()), added.get().position());
          var verb = AuditVerbs.SUBSCRIPTION_ADDED;
          var reason = "Events go to this webhook from now on";
          audit(tx, actor, verb, name, StoreJson.object("url", url), reason);
          return find(tx, name);
        });
  }

  private static void audit(
      Transaction tx, Actor actor, String verb, String name, @Nullable String after, String reason)
      throws SQLException {
    PostgresAudit.append(
        tx, new NewEntry(actor, verb, "subscription:" + name, null, after, reason));
  }

  @Override
  public Optional<Subscription> change(String name, Order order, Actor actor, String reason) {
    return database.inTransaction(
        "change subscription '%s'".formatted(name),
        tx -> {
          tx.queryOne(LOCK, row -> row.number("id"), name);
          var before = find(tx, name);
          if (before.isEmpty()) {
            return before;
          }
          if (carryOut(tx, before.get(), order, reason)) {
            audit(tx, actor, AuditVerbs.of(order), name, null, reason);
          }
          return order == Order.REMOVE ? before : find(tx, name);
        });
  }

  /** Whether that changed anything. */
  private static boolean carryOut(
      Transaction tx, Subscription subscription, Order order, String reason) throws SQLException {
    var id = subscription.id();
    return switch (order) {
      case SUSPEND -> {
        tx.update(REMOVE_READER, subscription.reader());
        yield tx.update(SUSPEND, reason, subscription.position(), id) > 0;
      }
      case RESUME -> {
        tx.update(ADD_READER, subscription.reader(), subscription.position());
        yield tx.update(RESUME, id) > 0;
      }
      case ROTATE -> tx.update(ROTATE, id) > 0;
      case REMOVE -> {
        tx.update(REMOVE_READER, subscription.reader());
        tx.update(FORGET_ALL, id);
        yield tx.update(REMOVE, subscription.position(), id) > 0;
      }
    };
  }

  @Override
  public void fail(Lease lease, long subscription, String reason) {
    underLease(lease, subscription, tx -> tx.update(FAIL, reason, subscription));
  }

  @Override
  public void recover(Lease lease, long subscription) {
    underLease(lease, subscription, tx -> tx.update(RECOVER, subscription));
  }

  @Override
  public void leaveOut(Lease lease, long subscription, long position, String reason) {
    underLease(lease, subscription, tx -> tx.update(LEAVE_OUT, subscription, position, reason));
  }

  private void underLease(Lease lease, long subscription, Database.VoidWork work) {
    database.run(
        "record what subscription %d did".formatted(subscription),
        tx -> {
          PostgresLeases.fence(tx, lease, StateChanges.resource(Subscription.reader(subscription)));
          work.run(tx);
        });
  }

  @Override
  public List<DeadEvent> deadEvents(long subscription, int limit) {
    return database.inTransaction(
        "list the dead events of subscription %d".formatted(subscription),
        tx ->
            tx.query(
                DEAD,
                row -> new DeadEvent(row.number("position"), row.text("reason"), row.instant("at")),
                subscription,
                limit));
  }

  @Override
  public void forgetDeadEvent(long subscription, long position) {
    database.run(
        "forget a dead event of subscription %d".formatted(subscription),
        tx -> tx.update(FORGET, subscription, position));
  }
}

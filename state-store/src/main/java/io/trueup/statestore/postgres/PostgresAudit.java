package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditEntry;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit, which the database itself keeps from being changed. */
final class PostgresAudit implements Audit {

  private static final String APPEND =
      """
      INSERT INTO audit_entry (at, actor, address, verb, subject, before, after, reason)
      VALUES (clock_timestamp(), ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)
      """;

  private static final String NEWEST =
      """
      SELECT id, at, actor, address, verb, subject, before, after, reason
        FROM audit_entry
       ORDER BY id DESC
       LIMIT ?
      """;

  private static final String NEWEST_OF_SUBJECT =
      """
      SELECT id, at, actor, address, verb, subject, before, after, reason
        FROM audit_entry
       WHERE subject = ?
       ORDER BY id DESC
       LIMIT ?
      """;

  /**
   * What is written with a deed.
   *
   * @param before as JSON; null when there was nothing
   * @param after as JSON; null when there is nothing
   */
  record Deed(
      Actor actor,
      String verb,
      String subject,
      @Nullable String before,
      @Nullable String after,
      String reason) {}

  private final Database database;

  PostgresAudit(Database database) {
    this.database = database;
  }

  /** Writes an entry in the transaction of the deed (P7). */
  static void append(Transaction tx, Deed deed) throws SQLException {
    tx.update(
        APPEND,
        deed.actor().name(),
        deed.actor().address(),
        deed.verb(),
        deed.subject(),
        deed.before(),
        deed.after(),
        deed.reason());
  }

  @Override
  public void append(Actor actor, String verb, String subject, String reason) {
    database.run(
        "write to the audit", tx -> append(tx, new Deed(actor, verb, subject, null, null, reason)));
  }

  @Override
  public void append(Actor actor, String verb, String subject, String after, String reason) {
    database.run(
        "write to the audit",
        tx -> append(tx, new Deed(actor, verb, subject, null, after, reason)));
  }

  @Override
  public List<AuditEntry> newest(@Nullable String subject, int limit) {
    return database.inTransaction(
        "read the audit",
        tx ->
            subject == null
                ? tx.query(NEWEST, PostgresAudit::entry, limit)
                : tx.query(NEWEST_OF_SUBJECT, PostgresAudit::entry, subject, limit));
  }

  private static AuditEntry entry(Row row) throws SQLException {
    return new AuditEntry(
        row.number("id"),
        row.instant("at"),
        new Actor(row.text("actor"), row.text("address")),
        row.text("verb"),
        row.text("subject"),
        row.optionalText("before"),
        row.optionalText("after"),
        row.text("reason"));
  }
}

package io.trueup.statestore.postgres;

import io.trueup.statestore.Actor;
import io.trueup.statestore.Audit;
import io.trueup.statestore.AuditChain.Head;
import io.trueup.statestore.AuditChain.Link;
import io.trueup.statestore.AuditEntry;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.StateChange.ActionRecorded;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit; the database itself prevents changes. */
final class PostgresAudit implements Audit {

  private static final String APPEND =
      """
      INSERT INTO audit_entry (at, actor, address, verb, subject, before, after, reason)
      VALUES (clock_timestamp(), ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?)
      """;

  /** In the order of the arrays, which is the order of the chain. */
  private static final String APPEND_ALL =
      """
      INSERT INTO audit_entry (at, actor, address, verb, subject, before, after, reason)
      SELECT clock_timestamp(), t.actor, t.address, t.verb, t.subject, t.before::jsonb,
             t.after::jsonb, t.reason
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
             WITH ORDINALITY
             AS t (actor, address, verb, subject, before, after, reason, position)
       ORDER BY t.position
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

  private static final String HEAD =
      """
      SELECT position, encode(digest, 'hex') AS digest
        FROM audit_head
      """;

  private static final String START =
      """
      SELECT s.position, encode(s.digest, 'hex') AS digest
        FROM audit_start() AS s
      """;

  private static final String LINKS =
      """
      SELECT l.position, encode(l.digest, 'hex') AS digest,
             e.id, e.at, e.actor, e.address, e.verb, e.subject, e.before, e.after, e.reason
        FROM audit_link AS l
        LEFT JOIN audit_entry AS e ON e.id = l.entry
       WHERE l.position > greatest(?, (SELECT s.position FROM audit_start() AS s))
       ORDER BY l.position
       LIMIT ?
      """;

  private static final String OUTSIDE =
      """
      SELECT e.id, e.at, e.actor, e.address, e.verb, e.subject, e.before, e.after, e.reason
        FROM audit_entry AS e
       WHERE NOT EXISTS (SELECT FROM audit_link AS l WHERE l.entry = e.id)
       ORDER BY e.id
       LIMIT 1
      """;

  /**
   * * An entry to write.
   *
   * @param before as JSON; null when there was none
   * @param after as JSON; null when there is none
   */
  record NewEntry(
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

  /** Writes an entry in the transaction of the action (P7). */
  static void append(Transaction tx, NewEntry entry) throws SQLException {
    tx.update(
        APPEND,
        entry.actor().name(),
        entry.actor().address(),
        entry.verb(),
        entry.subject(),
        entry.before(),
        entry.after(),
        entry.reason());
    recordAction(tx, entry);
  }

  private static void recordAction(Transaction tx, NewEntry entry) {
    if (!AuditVerbs.isToldByAnotherChange(entry.verb())) {
      tx.record(
          new ActionRecorded(
              entry.subject(),
              entry.verb(),
              entry.actor().name(),
              entry.before(),
              entry.after(),
              entry.reason()));
    }
  }

  /** Writes several entries, in their order, in the transaction of the actions (P7). */
  static void appendAll(Transaction tx, List<NewEntry> entries) throws SQLException {
    if (!entries.isEmpty()) {
      tx.update(
          APPEND_ALL,
          Transaction.array(entries, it -> it.actor().name()),
          Transaction.array(entries, it -> it.actor().address()),
          Transaction.array(entries, NewEntry::verb),
          Transaction.array(entries, NewEntry::subject),
          Transaction.array(entries, NewEntry::before),
          Transaction.array(entries, NewEntry::after),
          Transaction.array(entries, NewEntry::reason));
      entries.forEach(it -> recordAction(tx, it));
    }
  }

  @Override
  public void append(Actor actor, String verb, String subject, String reason) {
    database.run(
        "write to the audit",
        tx -> append(tx, new NewEntry(actor, verb, subject, null, null, reason)));
  }

  @Override
  public void append(Actor actor, String verb, String subject, String after, String reason) {
    database.run(
        "write to the audit",
        tx -> append(tx, new NewEntry(actor, verb, subject, null, after, reason)));
  }

  @Override
  public Head head() {
    return database.inTransaction(
        "read the audit's head",
        tx ->
            tx.queryOne(HEAD, row -> new Head(row.number("position"), row.text("digest")))
                .orElse(Head.EMPTY));
  }

  @Override
  public Head start() {
    return database.inTransaction(
        "read the audit's start",
        tx ->
            tx.queryExactlyOne(START, row -> new Head(row.number("position"), row.text("digest"))));
  }

  @Override
  public List<Link> links(long after, int limit) {
    return database.inTransaction(
        "read the audit's chain", tx -> tx.query(LINKS, PostgresAudit::link, after, limit));
  }

  private static Link link(Row row) throws SQLException {
    return new Link(
        row.number("position"), row.text("digest"), row.isNull("id") ? null : entry(row));
  }

  @Override
  public Optional<AuditEntry> outsideTheChain() {
    return database.inTransaction(
        "read the audit", tx -> tx.queryOne(OUTSIDE, PostgresAudit::entry));
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

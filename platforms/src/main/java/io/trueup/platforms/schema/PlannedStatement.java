package io.trueup.platforms.schema;

/**
 * A statement of a plan.
 *
 * @param change what it changes
 * @param reason why, for people: a phrase that begins in lower case
 * @param safety what it costs others
 * @param lock the strongest that it takes on what others may be using
 * @param mode how it is run
 * @param tables how many tables and views it locks: partitions with the table that they are of
 */
public record PlannedStatement(
    SchemaChange change, String reason, Safety safety, TableLock lock, Mode mode, int tables) {

  /** How a statement is run. */
  public enum Mode {
    /** In one transaction with those before and after it. */
    TOGETHER,
    /** In a transaction of its own, so that its locks are not held longer than it runs. */
    ALONE,
    /** Outside any transaction: Postgres asks for it, and what is left of it may be half done. */
    OUTSIDE
  }

  /** The statement in Postgres's SQL, without a semicolon. */
  public String sql() {
    return change.sql();
  }

  /** A short name by which an operator asks for it; the same for the same statement. */
  public String id() {
    return Digests.of("statement", sql());
  }
}

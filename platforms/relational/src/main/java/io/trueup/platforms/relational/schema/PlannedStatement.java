package io.trueup.platforms.relational.schema;

/**
 * A statement of a plan.
 *
 * @param change what it changes
 * @param sql that makes the change, without a semicolon
 * @param reason why, for people: a phrase that begins in lower case
 * @param cost what it costs others, and how it runs
 */
public record PlannedStatement(SchemaChange change, String sql, String reason, Cost cost) {

  /** How a statement is run. */
  public enum Mode {
    /** In one transaction with those before and after it. */
    TOGETHER,
    /** In a transaction of its own, so that its locks are not held longer than it runs. */
    ALONE,
    /** Outside any transaction, because Postgres requires it. It may be left half done. */
    OUTSIDE
  }

  /**
   * What a statement costs others, and how it runs.
   *
   * @param lock the strongest that it takes on what others may be using
   * @param tables how many tables and views it locks; a table's partitions count too
   */
  public record Cost(Safety safety, TableLock lock, Mode mode, int tables) {}

  /** What it costs those who use the object. */
  public Safety safety() {
    return cost.safety();
  }

  /** The strongest lock that it takes on what others may be using. */
  public TableLock lock() {
    return cost.lock();
  }

  /** How it is run. */
  public Mode mode() {
    return cost.mode();
  }

  /** How many tables and views it locks; a table's partitions count too. */
  public int tables() {
    return cost.tables();
  }

  /** A short name by which an operator allows it; the same for the same statement. */
  public String id() {
    return ShortDigests.of("statement", sql);
  }
}

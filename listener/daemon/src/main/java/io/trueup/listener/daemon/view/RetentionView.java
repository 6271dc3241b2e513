package io.trueup.listener.daemon.view;

import io.trueup.statestore.RecordRetention.KeptTable;
import io.trueup.statestore.RecordRetention.Pass;
import io.trueup.statestore.RecordRetention.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long records are kept, and the space that they take.
 *
 * @param records those that have a rule
 * @param forever the tables that are kept for ever, the largest first
 */
public record RetentionView(List<Records> records, List<Table> forever) {

  /**
   * The records of one kind.
   *
   * @param keep such as {@code 90d}, or {@code forever}
   * @param rows as the database estimates it
   * @param oldest null when there is none
   * @param strays runs in no partition of a month; 0 unless something is wrong
   * @param lastPass null before the first
   */
  public record Records(
      String kind,
      String keep,
      long rows,
      long bytes,
      @Nullable Instant oldest,
      long strays,
      @Nullable PassView lastPass) {

    /** The view of a kind. */
    public static Records of(Usage usage, String keep, @Nullable Pass pass) {
      return new Records(
          usage.kind().key(),
          keep,
          usage.rows(),
          usage.bytes(),
          usage.oldest(),
          usage.strays(),
          pass == null
              ? null
              : new PassView(
                  pass.before(), pass.moved(), pass.removed(), pass.startedAt(), pass.endedAt()));
    }
  }

  /**
   * A pass through the records of a kind.
   *
   * @param before what was older was removed
   * @param moved to their history
   * @param endedAt null while it is under way
   */
  public record PassView(
      Instant before, long moved, long removed, Instant startedAt, @Nullable Instant endedAt) {}

  /**
   * A table.
   *
   * @param rows as the database estimates it
   */
  public record Table(String table, long rows, long bytes) {

    /** The view of a table. */
    public static Table of(KeptTable table) {
      return new Table(table.name(), table.rows(), table.bytes());
    }
  }
}

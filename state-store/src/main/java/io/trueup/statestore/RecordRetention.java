package io.trueup.statestore;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes records whose time is over, a batch at a time. What explains a present state is never
 * removed, however old it is. Safe for any thread.
 */
public interface RecordRetention {

  /** The resource whose lease lets a process remove records. */
  String RESOURCE = "retention";

  /** No record is removed sooner, so that a mistake in a rule is seen in time. */
  Duration SHORTEST = Duration.ofDays(7);

  /**
   * A batch of a pass through the records of one kind.
   *
   * @param moved how many it moved to their history
   * @param removed how many it removed
   * @param isLast whether the pass is over
   * @param removedByPass how many the whole pass removed until now
   * @param before what is older than this goes
   */
  record Batch(long moved, long removed, boolean isLast, long removedByPass, Instant before) {}

  /**
   * The tables of one kind.
   *
   * @param rows how many there are, as the database estimates it
   * @param bytes on disk, with indexes
   * @param oldest when the oldest record was made; null when there is none
   * @param strays runs of months without a partition; 0 unless something is wrong
   */
  record Usage(RetentionKind kind, long rows, long bytes, @Nullable Instant oldest, long strays) {}

  /**
   * What a pass that began now would remove.
   *
   * @param before what is older goes, unless it explains a present state; null for ever
   * @param removable how many records
   */
  record Preview(RetentionKind kind, @Nullable Instant before, long removable) {}

  /**
   * The newest pass through the records of one kind.
   *
   * @param endedAt null while it is under way
   */
  record Pass(
      RetentionKind kind,
      Instant before,
      long moved,
      long removed,
      Instant startedAt,
      @Nullable Instant endedAt) {}

  /**
   * A table that is not pruned.
   *
   * @param rows as the database estimates it
   * @param bytes on disk, with indexes
   */
  record KeptTable(String name, long rows, long bytes) {}

  /**
   * Makes the partitions of this month and some after it.
   *
   * @return how many were not there
   * @throws LostLeaseException when the lease is not the holder's
   */
  int makeMonths(Lease lease, int ahead);

  /**
   * Carries out one batch of the pass that is under way, or of a new one. A pass is resumed by any
   * process; its audit entry is in the transaction of its last batch.
   *
   * @param keep at least {@link #SHORTEST}; null for ever
   * @param most records of the batch
   * @throws LostLeaseException when the lease is not the holder's
   */
  Batch prune(Lease lease, RetentionKind kind, @Nullable Duration keep, int most);

  /** The space that records of a kind take; reads no table as a whole. */
  Usage usage(RetentionKind kind);

  /**
   * Counts what a pass would remove, and removes nothing. Reads as much as the pass would.
   *
   * @param keep null for ever
   */
  Preview preview(RetentionKind kind, @Nullable Duration keep);

  /** The tables that are kept for ever, the largest first. */
  List<KeptTable> keptTables();

  /** The newest pass of each kind. */
  List<Pass> passes();
}

package io.trueup.statestore;

import java.time.Instant;
import java.util.List;

/**
 * What forges were told about platforms. Only the holder of the lease of the source's {@link
 * #reader} writes.
 */
public interface ForgeStatuses {

  /** What all readers that tell forges begin with. */
  String READERS = "statuses:";

  /** The reader of changes that tells the forge of a source. */
  static String reader(SourceId source) {
    return READERS + source;
  }

  /**
   * Something that was told.
   *
   * @param at when it was recorded, by the store's clock
   */
  record Told(SentStatus status, Instant at) {}

  /** What was told about a platform, by version. */
  List<Told> of(PlatformId platform);

  /**
   * Records what was told, in place of what was told before about the same version.
   *
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void record(Lease lease, SentStatus status);

  /**
   * Removes what was told about a version.
   *
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void remove(Lease lease, PlatformId platform, long version);

  /** Removes everything that was told about a source's platforms, and its {@link #reader}. */
  void forget(SourceId source);
}

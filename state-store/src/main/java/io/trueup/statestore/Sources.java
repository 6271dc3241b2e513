package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The followed repositories. A level is compared (requested against processed), never a flag
 * cleared (P1).
 */
public interface Sources {

  /** Makes a source known; does nothing when it is. */
  void declare(SourceId source);

  /** All sources, by id. */
  List<SourceState> all();

  /** One source. */
  Optional<SourceState> find(SourceId source);

  /**
   * Raises the requested generation, without a delivery; returns the new level.
   *
   * @throws IllegalArgumentException when the source is not known
   */
  long request(SourceId source);

  /**
   * Records that a look at the source found nothing new, or something in the way, and raises the
   * processed generation. Failures before it are forgotten. Writes an audit entry when the health
   * or its reason changes.
   *
   * @param lease of the source
   * @param processed the requested generation that was read before looking; the processed one never
   *     sinks
   * @param head what was seen; null when nothing was
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordLook(
      Lease lease,
      SourceId source,
      long processed,
      SourceState.Health health,
      @Nullable String reason,
      @Nullable CommitId head);

  /**
   * Records that a look failed: the source is {@code UNREACHABLE} and the processed generation
   * stays, so that the work stays owed. Writes an audit entry when the health or its reason
   * changes.
   *
   * @param retryAt when to look again
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordFailedLook(Lease lease, SourceId source, String reason, Instant retryAt);

  /**
   * Allows one head although it is no fast-forward, asks for a look, and writes an audit entry.
   *
   * @throws IllegalArgumentException when the source is not known
   */
  void acknowledge(SourceId source, CommitId head, Actor actor, String reason);
}

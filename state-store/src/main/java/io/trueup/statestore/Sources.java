package io.trueup.statestore;

import io.trueup.model.verdict.ChangeDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The followed repositories. Recording a refresh of a detached source attaches it again. A level is
 * compared (requested against processed), never a flag cleared (P1).
 */
public interface Sources {

  /**
   * Adds a source; does nothing when it is followed already. One that was detached or forgotten is
   * followed again from where it was, with an audit entry.
   */
  void declare(SourceId source);

  /**
   * Marks sources as detached, with an audit entry for each: those that are not configured, and
   * that no process has refreshed since a moment.
   *
   * @param configured the sources that stay
   * @param unseenSince the moment; a process that still follows a source refreshes it now and then
   * @return those that were not detached before, by id
   */
  List<SourceId> detachAllBut(Collection<SourceId> configured, Instant unseenSince);

  /**
   * Forgets a detached source, with an audit entry: it and its platforms are no longer shown. Their
   * records are kept, and so are the names of what its platforms made.
   *
   * @return false when it is not detached, or not known; nothing is written then
   */
  boolean forget(SourceId source, Actor actor, String reason);

  /** All sources that were not forgotten, by id. */
  List<SourceState> all();

  /** One source; empty when it was forgotten. */
  Optional<SourceState> find(SourceId source);

  /**
   * Raises the requested generation, without a delivery; returns the new level.
   *
   * @throws IllegalArgumentException when the source is not known
   */
  long request(SourceId source);

  /**
   * Raises the requested generation for an operator, and brings the next refresh after a failure
   * forward to now, or to the earliest time that the failure allows; writes an audit entry, and
   * returns the new level.
   *
   * @throws IllegalArgumentException when the source is not known
   */
  long requestNow(SourceId source, Actor actor, String reason);

  /**
   * Records a refresh that found nothing new, or that was blocked, and raises the processed
   * generation. Earlier failures no longer count. An acknowledgement ends, unless the source stays
   * blocked at the acknowledged head. Writes an audit entry when the health or its reason changes.
   *
   * @param lease of the source
   * @param processed the requested generation that was read before the refresh; the processed one
   *     never sinks
   * @param head what was seen; null when the branch is not there
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordRefresh(
      Lease lease,
      SourceId source,
      long processed,
      SourceState.Health health,
      @Nullable String reason,
      @Nullable CommitId head);

  /**
   * Records a failed refresh: the processed generation stays, so that the work stays owed. Writes
   * an audit entry when the health or its reason changes.
   *
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordFailedRefresh(Lease lease, SourceId source, FailedRefresh failure);

  /**
   * * A failed refresh.
   *
   * @param health of the source until a refresh succeeds: {@code UNREACHABLE} or {@code FAILING}
   * @param retryAt when the next refresh is due
   * @param retryFrom the earliest time at which a delivery or an operator may bring it forward
   */
  record FailedRefresh(
      SourceState.Health health, String reason, Instant retryAt, Instant retryFrom) {}

  /**
   * Allows the head of a blocked source although it is no fast-forward, requests a refresh, and
   * writes an audit entry. The acknowledgement covers this one block: it ends when another head is
   * seen, when the accepted version becomes another, and when the source is no longer blocked.
   *
   * @param seen the blocked source as it was shown to the operator
   * @return false when the source is no longer blocked in that way, or has no head; nothing is
   *     written then
   * @throws IllegalArgumentException when the source is not known
   */
  boolean acknowledge(SourceState seen, Actor actor, String reason);

  /**
   * Approves one change from the accepted version although compatibility rejects it, requests a
   * refresh, and writes an audit entry. The approval covers this change alone: it replaces an
   * earlier one, and ends when another version is accepted. Approving an approved change again
   * changes nothing.
   *
   * @param seen the source as it was shown to the operator
   * @return false when another version is accepted than was shown, or none; nothing is written then
   * @throws IllegalArgumentException when the source is not known
   */
  boolean approve(SourceState seen, ChangeDigest change, Actor actor, String reason);

  /**
   * Withdraws an approval that is not used yet, and writes an audit entry.
   *
   * @return false when there is none; nothing is written then
   * @throws IllegalArgumentException when the source is not known
   */
  boolean withdrawApproval(SourceId source, Actor actor, String reason);
}

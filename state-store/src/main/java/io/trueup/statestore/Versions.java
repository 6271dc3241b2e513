package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accepted and rejected merges, each with its impact on each platform. */
public interface Versions {

  /**
   * Records checked merges, oldest first, in one transaction: the versions with their problems and
   * impacts, the merged pointer of every platform, the pointers of platforms that are provably
   * unaffected ({@link PointerRules}), the source's head, checked and accepted commit, its health
   * as {@code FOLLOWING}, its processed generation, and an audit entry for each version. Platforms
   * that are new get a row; the others' type and terms follow, and so do the windows that these
   * declare ({@link io.trueup.statestore.ModelWindows}). A platform whose target then is its merged
   * version no longer waits. An acknowledgement ends; an approval ends when a version is accepted.
   * A commit may be recorded again, as another version. A changed health has its own audit entry.
   *
   * @param lease of the source
   * @param processed the requested generation that was read before the refresh; the processed one
   *     never sinks
   * @param head the remote head that was seen
   * @return the recorded versions' sequence numbers, in order; none, and nothing is written, when
   *     one of the versions is accepted by an approval that is no longer in force
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  List<Long> record(
      Lease lease, SourceId source, long processed, CommitId head, List<NewVersion> versions);

  /** The newest versions first, at most {@code limit}; of all sources when none is given. */
  List<Version> newest(@Nullable SourceId source, int limit);

  /** One version. */
  Optional<Version> find(SourceId source, long sequence);

  /**
   * Since when a source's newest versions have all been accepted, or all been rejected; empty when
   * it has none.
   */
  Optional<Instant> verdictSince(SourceId source);

  /** The nodes that a version changed for a platform, by key, at most {@code limit}. */
  List<NodeDelta> delta(PlatformId platform, long sequence, int limit);

  /** The first accepted version after another one; empty when there is none. */
  Optional<Version> nextAccepted(SourceId source, long after);

  /** The newest accepted version that was accepted at or before an instant; empty for none. */
  Optional<Version> newestAccepted(SourceId source, Instant by);

  /** The newest accepted version of a commit; empty when none was accepted. */
  Optional<Version> newestAccepted(SourceId source, CommitId commit);
}

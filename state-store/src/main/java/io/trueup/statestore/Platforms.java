package io.trueup.statestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Platforms with their three pointers, and what operators do to them. */
public interface Platforms {

  /**
   * All platforms of sources that were not forgotten, by id. A pause that has ended is not shown.
   */
  List<PlatformState> all();

  /** One platform; empty when its source was forgotten. */
  Optional<PlatformState> find(PlatformId platform);

  /**
   * Pauses a platform, or replaces its pause, and writes an audit entry.
   *
   * @param until when it ends by itself; null for when it is resumed
   * @return empty when the platform is not known
   */
  Optional<PlatformState> pause(
      PlatformId platform, Actor actor, String reason, @Nullable Instant until);

  /** Ends the pause in force, if there is one, and writes an audit entry then. */
  Resumption resume(PlatformId platform, Actor actor, String reason);

  /** The result of ending a pause. */
  sealed interface Resumption {

    /** There was one; the platform as it is now. */
    record Resumed(PlatformState platform) implements Resumption {}

    /** There was none, or another ended it first. */
    record NotPaused() implements Resumption {}

    /** The actor's token may not operate: it was revoked or expired meanwhile. */
    record NotAllowed() implements Resumption {}

    /** The platform is not known. */
    record Unknown() implements Resumption {}
  }

  /**
   * Records that an operator requests the move to the merged version, makes failed steps of its
   * newest rollout due at once, and writes an audit entry. Empty when the platform is not known.
   */
  Optional<PlatformState> requestSync(PlatformId platform, Actor actor, String reason);

  /**
   * Records why the platform's next move waits; writes an audit entry when that changes.
   *
   * @param lease of the platform
   * @param waiting null when nothing does; the {@code since} given first is kept while kind and
   *     reason stay
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordWaiting(Lease lease, PlatformId platform, PlatformState.@Nullable Waiting waiting);
}

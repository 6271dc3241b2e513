package io.trueup.statestore;

import io.trueup.statestore.control.GateKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Platforms with their three pointers, and what operators do to them. An order needs a token that
 * may operate, when the order is recorded; the daemon itself ({@link Actor#DAEMON}) needs none.
 */
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
   */
  Order pause(PlatformId platform, Actor actor, String reason, @Nullable Instant until);

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
   * Records that an operator requests a move, makes failed steps of the newest rollout due at once,
   * and writes an audit entry.
   *
   * @param version an accepted one, above the target and at most the merged one; null for the
   *     merged one
   * @param overrides kinds of gates that do not keep this move waiting
   */
  Order requestSync(
      PlatformId platform,
      @Nullable Long version,
      Set<GateKind> overrides,
      Actor actor,
      String reason);

  /**
   * Makes failed steps of the newest rollout due at once, and writes an audit entry; {@link
   * Order.Refused} when nothing has failed.
   */
  Order retry(PlatformId platform, Actor actor, String reason);

  /**
   * Keeps a platform on a version, or replaces its hold, and writes an audit entry.
   *
   * @param version an accepted one, from the target on; null for the target
   */
  Order hold(PlatformId platform, @Nullable Long version, Actor actor, String reason);

  /** Ends a hold, and writes an audit entry; {@link Order.Refused} when there is none. */
  Order release(PlatformId platform, Actor actor, String reason);

  /**
   * Approves the removal of nodes, and writes an audit entry. The approval counts until the target
   * is at its version.
   *
   * @param version an accepted one above the target, for which the approval is given
   * @param digest of the removed nodes
   */
  Order approveRemoval(
      PlatformId platform, long version, String digest, Actor actor, String reason);

  /**
   * Cancels the rollout that is under way, leaves a hold at its version, and writes an audit entry:
   * no further step begins, steps that have not begun are cancelled, and what landed stays
   * recorded. {@link Order.Refused} when no rollout is under way.
   */
  Order cancel(PlatformId platform, Actor actor, String reason);

  /**
   * As {@link #cancel}, by the daemon itself: a window closed during the rollout.
   *
   * @throws LostLeaseException when the lease is no longer held, so that the rollout may be another
   */
  Order cancelAtClose(Lease lease, PlatformId platform, String reason);

  /** The result of an operator's order. */
  sealed interface Order {

    /** It was recorded; the platform as it is now. */
    record Done(PlatformState platform) implements Order {}

    /**
     * It can have no effect, or is not possible now; nothing was written.
     *
     * @param code stable, such as {@code not-held}
     * @param reason one sentence for the operator
     */
    record Refused(String code, String reason) implements Order {}

    /** The actor's token may not operate: it was revoked or expired meanwhile. */
    record NotAllowed() implements Order {}

    /** The platform is not known. */
    record Unknown() implements Order {}
  }

  /** What bears on a platform's move, read in one transaction; empty when it is not known. */
  Optional<GateInputs> gateInputs(PlatformId platform);

  /**
   * Records why the platform's next move waits; writes an audit entry, and history, when the gates
   * are not the same ones ({@link io.trueup.statestore.control.ShutGate#isSameAs}), whatever is
   * told about them. A gate that stays shut keeps the {@code since} given first, and the waiting
   * its own while all of its gates stay.
   *
   * @param lease of the platform
   * @param waiting null when nothing does
   * @throws LostLeaseException when the lease is no longer the holder's
   */
  void recordWaiting(Lease lease, PlatformId platform, PlatformState.@Nullable Waiting waiting);
}

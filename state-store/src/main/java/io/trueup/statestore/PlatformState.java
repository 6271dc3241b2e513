package io.trueup.statestore;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.model.fingerprint.Fingerprint;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A platform, as it is now.
 *
 * @param type which implementation realizes it
 * @param policy when it follows
 * @param merged the newest accepted version
 * @param target the version it is moving to; 0 before the first
 * @param realized the last version that it fully reached; 0 before the first
 * @param syncRequested the version that an operator asked for last; 0 when none did
 * @param pause in force; null when there is none
 * @param waiting what keeps the next move waiting; null when nothing does
 * @param rollout the newest rollout; null before the first
 * @param blocked the nodes that could not be brought to their target; null when there are none
 * @param upToDateSince since when it has fully been the newest accepted version, however many there
 *     were; null while it is not
 */
public record PlatformState(
    PlatformId id,
    String type,
    RolloutPolicy policy,
    Pointer merged,
    Pointer target,
    Pointer realized,
    long syncRequested,
    @Nullable Pause pause,
    @Nullable Waiting waiting,
    @Nullable Rollout rollout,
    @Nullable Blocked blocked,
    @Nullable Instant upToDateSince) {

  /** A platform as it is stored, without its rollouts and nodes. */
  public PlatformState(
      PlatformId id,
      String type,
      RolloutPolicy policy,
      Pointer merged,
      Pointer target,
      Pointer realized,
      long syncRequested,
      @Nullable Pause pause,
      @Nullable Waiting waiting,
      @Nullable Rollout rollout) {
    this(
        id,
        type,
        policy,
        merged,
        target,
        realized,
        syncRequested,
        pause,
        waiting,
        rollout,
        null,
        null);
  }

  /**
   * The pause in force; empty when there is none, or when it has ended since the platform was read.
   *
   * @param now by the store's clock
   */
  public Optional<Pause> pauseInForce(Instant now) {
    return Optional.ofNullable(pause).filter(it -> it.isInForce(now));
  }

  /**
   * Nodes that were refused or failed when their jobs started.
   *
   * @param first the node that has been blocked longest
   * @param nodes how many are blocked, that one included
   */
  public record Blocked(BlockedNode first, int nodes) {}

  /**
   * A pointer to a version.
   *
   * @param version sequence number; 0 means none, with an empty graph
   * @param graph fingerprint of the platform's whole graph in it; null when there is none
   * @param since when it moved there
   */
  public record Pointer(long version, @Nullable Fingerprint graph, Instant since) {}

  /**
   * An operator's pause.
   *
   * @param until when it ends by itself; null when it does not
   */
  public record Pause(String by, String reason, Instant since, @Nullable Instant until) {

    /** Whether it has not ended by itself. */
    public boolean isInForce(Instant now) {
      return until == null || now.isBefore(until);
    }
  }

  /**
   * Why the next move waits.
   *
   * @param kind such as {@code paused} or {@code missing-credentials}
   * @param reason one sentence: what it waits for and how to unblock it
   */
  public record Waiting(String kind, String reason, Instant since) {}
}

package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateReport;
import io.trueup.statestore.Actor;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators order for the moves of platforms, and what they ask about them. An order that can
 * have no effect is refused with the reason. A dry run writes nothing and gives what the order
 * would give. Safe for any thread; calls block.
 */
public final class RolloutControl {

  /**
   * What a platform's next move would be.
   *
   * @param to the version to move to; null for the one that it moves to by itself
   * @return empty when the platform is not known
   */
  public Optional<RolloutPreview> preview(PlatformId platform, @Nullable Long to) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * The gates of a platform's next move.
   *
   * @param at when; null for now. For a later instant, time alone is taken to pass: windows,
   *     schedules and the ends of pauses, suspensions and soaks
   * @return empty when the platform is not known
   */
  public Optional<GateReport> gates(PlatformId platform, @Nullable Instant at) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Requests a move, and retries what failed.
   *
   * @param to null for the newest accepted version
   * @param overrides kinds of gates that do not keep this move waiting
   */
  public ControlOutcome sync(
      PlatformId platform,
      @Nullable Long to,
      Set<GateKind> overrides,
      Actor actor,
      String reason,
      boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Keeps a platform on a version.
   *
   * @param at null for the target
   */
  public ControlOutcome hold(
      PlatformId platform, @Nullable Long at, Actor actor, String reason, boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Ends a hold. */
  public ControlOutcome release(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Approves what a version removes, and on a platform that follows manually the move to it. */
  public ControlOutcome approve(
      PlatformId platform, long version, Actor actor, String reason, boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Cancels the rollout that is under way; a hold remains. */
  public ControlOutcome cancel(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Retries failed steps at once. */
  public ControlOutcome retry(PlatformId platform, Actor actor, String reason, boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Moves a platform back to an older version at once, and leaves a hold there.
   *
   * @param overrides kinds of gates that do not refuse it
   */
  public ControlOutcome rollBack(
      PlatformId platform,
      long to,
      Set<GateKind> overrides,
      Actor actor,
      String reason,
      boolean dryRun) {
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * What an edit of a window would change.
   *
   * @param before the window that is edited; empty for a new one
   * @param after what it would say; empty when it would end, be deleted or suspended
   */
  public WindowPreview preview(Optional<RolloutWindow> before, Optional<RolloutWindow.Spec> after) {
    throw new UnsupportedOperationException("not yet");
  }
}

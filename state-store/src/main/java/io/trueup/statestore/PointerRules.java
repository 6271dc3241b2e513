package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.control.Hold;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a new accepted version moves a platform's pointers. Pure. */
public final class PointerRules {

  private PointerRules() {}

  /** The three pointers after a version was accepted. */
  public record Pointers(Pointer merged, Pointer target, Pointer realized) {}

  /**
   * Moves the merged pointer; moves the target too when its graph asks for the same, so that there
   * is nothing to do; and the realized one when it had been at the target (design §2.4: provably
   * unaffected). A hold keeps both, as it does when there is something to do.
   *
   * <p>While a rollout is under way, the realized pointer stays until every node is at its target:
   * a rollback to the realized version undoes what had begun, with both pointers at that version.
   *
   * @param hold of the platform; null when there is none
   * @param isMoving whether a rollout of the platform is under way
   */
  public static Pointers onAccepted(
      Pointer target,
      Pointer realized,
      @Nullable Hold hold,
      boolean isMoving,
      long version,
      Fingerprint graph,
      Instant now) {
    var merged = new Pointer(version, graph, now);
    var isHeld = hold != null && version > hold.version();
    if (isHeld || !graph.equals(target.graph())) {
      return new Pointers(merged, target, realized);
    }
    var isAtTarget = !isMoving && realized.version() == target.version();
    return new Pointers(merged, merged, isAtTarget ? merged : realized);
  }
}

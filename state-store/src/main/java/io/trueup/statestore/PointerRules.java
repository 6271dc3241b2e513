package io.trueup.statestore;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.PlatformState.Pointer;
import java.time.Instant;

/** How a new accepted version moves a platform's pointers. Pure. */
public final class PointerRules {

  private PointerRules() {}

  /** The three pointers after a version was accepted. */
  public record Pointers(Pointer merged, Pointer target, Pointer realized) {}

  /**
   * Moves the merged pointer; moves the target too when its graph asks for the same, so that there
   * is nothing to do; and the realized one when it had been at the target (design §2.4: provably
   * unaffected).
   */
  public static Pointers onAccepted(
      Pointer target, Pointer realized, long version, Fingerprint graph, Instant now) {
    var merged = new Pointer(version, graph, now);
    if (!graph.equals(target.graph())) {
      return new Pointers(merged, target, realized);
    }
    return new Pointers(merged, merged, realized.version() == target.version() ? merged : realized);
  }
}

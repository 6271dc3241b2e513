package io.trueup.listener.engine.gate;

import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One kind of gate, as a function of time while all else stays as it is. Pure. */
interface GateRule {

  GateKind kind();

  /** All gates of this kind that are shut at an instant. */
  List<ShutGate> shut(Situation situation, Instant at);

  /** Whether no gate of this kind is shut at an instant. */
  default boolean isOpen(Situation situation, Instant at) {
    return shut(situation, at).isEmpty();
  }

  /**
   * The first instant, from one on, at which no gate of this kind is shut; empty when none opens by
   * itself, or it is not known when.
   */
  Optional<Instant> opensAt(Situation situation, Instant from);

  /**
   * The first instant after one at which it is open, at which a gate of this kind shuts by itself;
   * empty when none is known to.
   */
  default Optional<Instant> shutsAt(Situation situation, Instant from) {
    return Optional.empty();
  }
}

package io.trueup.listener.engine.gate;

import io.trueup.statestore.SourceState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Shut while the source is blocked. */
final class BlockedRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.BLOCKED;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var source = situation.inputs().source();
    if (source.health() != SourceState.Health.BLOCKED) {
      return List.of();
    }
    var why = source.reason() == null ? "" : ": " + source.reason();
    return List.of(
        new ShutGate(
            GateKind.BLOCKED,
            source.id().value(),
            null,
            source.since(),
            "Source '%s' is blocked%s".formatted(source.id(), why),
            "Unblock with `trueup acknowledge`",
            null));
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return shut(situation, from).isEmpty() ? Optional.of(from) : Optional.empty();
  }
}

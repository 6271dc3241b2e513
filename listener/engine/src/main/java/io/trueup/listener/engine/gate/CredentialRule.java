package io.trueup.listener.engine.gate;

import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shut while credentials that the move needs cannot be used. */
final class CredentialRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.CREDENTIALS;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var gaps = situation.move().credentials();
    var shut = new ArrayList<ShutGate>();
    if (!gaps.missing().isEmpty()) {
      var names = String.join(", ", gaps.missing());
      shut.add(
          gate(
              names,
              "Cannot find credentials: %s".formatted(names),
              "Unblock by adding them where the daemon looks for credentials"));
    }
    gaps.withheld().forEach((name, reason) -> shut.add(gate(name, reason, "")));
    return shut;
  }

  private static ShutGate gate(String what, String reason, String remedy) {
    return new ShutGate(GateKind.CREDENTIALS, what, null, null, reason, remedy, null);
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return shut(situation, from).isEmpty() ? Optional.of(from) : Optional.empty();
  }
}

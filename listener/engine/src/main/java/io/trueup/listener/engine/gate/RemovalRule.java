package io.trueup.listener.engine.gate;

import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shut while a version removes much that no operator has approved. */
final class RemovalRule implements GateRule {

  private static final int MOST_SHOWN = 10;

  @Override
  public GateKind kind() {
    return GateKind.REMOVAL_GUARD;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var platform = situation.platform();
    var removal = situation.move().removal();
    var approval = platform.steering().approval();
    if (!removal.exceeds(platform.policy().guard())
        || (approval != null && approval.digest().equals(removal.digest()))) {
      return List.of();
    }
    return List.of(
        new ShutGate(
            GateKind.REMOVAL_GUARD,
            Long.toString(situation.to()),
            null,
            situation.move().acceptedAt(),
            reason(situation.to(), removal),
            "Unblock with `trueup approve %s %d`".formatted(platform.id(), situation.to()),
            null));
  }

  private static String reason(long to, Removal removal) {
    var count = removal.removed().size();
    var shown =
        removal.removed().stream()
            .limit(MOST_SHOWN)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    return "Version %d %s %,d of %,d nodes: %s%s"
        .formatted(
            to,
            removal.isDeclared() ? "removes" : "no longer declares the platform, which removes",
            count,
            removal.before(),
            shown,
            count > MOST_SHOWN ? " and %,d more".formatted(count - MOST_SHOWN) : "");
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return shut(situation, from).isEmpty() ? Optional.of(from) : Optional.empty();
  }
}

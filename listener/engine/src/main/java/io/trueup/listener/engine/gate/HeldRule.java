package io.trueup.listener.engine.gate;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Shut while a hold keeps the platform below the version; after a cancelled rollout, at the version
 * too, because moving to it again would undo the cancellation.
 */
final class HeldRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.HELD;
  }

  /** Whether a hold forbids a move to a version. */
  static boolean forbids(PlatformState platform, long to) {
    var hold = platform.steering().hold();
    return hold != null
        && (to > hold.version() || (hold.cause() == Hold.Cause.CANCEL && to >= hold.version()));
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var platform = situation.platform();
    var hold = platform.steering().hold();
    if (hold == null || !forbids(platform, situation.to())) {
      return List.of();
    }
    return List.of(
        new ShutGate(
            GateKind.HELD,
            Long.toString(hold.version()),
            hold.by(),
            hold.since(),
            "%s by %s since %s: %s"
                .formatted(
                    verb(hold),
                    hold.by(),
                    hold.since().truncatedTo(ChronoUnit.SECONDS),
                    hold.reason()),
            "Unblock with `trueup release %s`".formatted(platform.id()),
            null));
  }

  private static String verb(Hold hold) {
    return switch (hold.cause()) {
      case HOLD -> "Held at version %d".formatted(hold.version());
      case ROLLBACK -> "Rolled back to version %d and held there".formatted(hold.version());
      case CANCEL ->
          "The rollout to version %d was cancelled and is held".formatted(hold.version());
    };
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return shut(situation, from).isEmpty() ? Optional.of(from) : Optional.empty();
  }
}

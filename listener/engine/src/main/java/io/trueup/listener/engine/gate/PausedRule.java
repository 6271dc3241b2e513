package io.trueup.listener.engine.gate;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.GroupPause;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shut while the platform, or a group that it is in, is paused. */
final class PausedRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.PAUSED;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    return shut(situation.platform(), situation.inputs().pauses(), at);
  }

  static List<ShutGate> shut(PlatformState platform, List<GroupPause> pauses, Instant at) {
    var shut = new ArrayList<ShutGate>();
    platform
        .pauseInForce(at)
        .ifPresent(it ->
            shut.add(
                gate(
                    "",
                    "Paused",
                    "trueup resume " + platform.id(),
                    new Order(it.by(), it.reason(), it.since(), it.until()))));
    for (var pause : pauses) {
      if (pause.isInForce(at) && pause.scope().matches(platform)) {
        var scope = pause.scope().text();
        shut.add(
            gate(
                scope,
                "All platforms of '%s' are paused".formatted(scope),
                "trueup resume " + (scope.equals("all") ? "--all" : "--select " + scope),
                new Order(pause.by(), pause.reason(), pause.since(), pause.until())));
      }
    }
    return shut;
  }

  private record Order(String by, String reason, Instant since, @Nullable Instant until) {}

  private static ShutGate gate(String what, String verb, String command, Order order) {
    return new ShutGate(
        GateKind.PAUSED,
        what,
        order.by(),
        order.since(),
        "%s by %s since %s: %s"
            .formatted(
                verb, order.by(), order.since().truncatedTo(ChronoUnit.SECONDS), order.reason()),
        "Unblock with `%s`%s"
            .formatted(command, order.until() == null ? "" : ", or wait until " + order.until()),
        order.until());
  }

  /** A pause only ends, so the last end is the one that counts. */
  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    var shut = shut(situation, from);
    if (shut.stream().anyMatch(it -> it.opensAt() == null)) {
      return Optional.empty();
    }
    return shut.stream()
        .map(ShutGate::opensAt)
        .map(Objects::requireNonNull)
        .max(Instant::compareTo)
        .or(() -> Optional.of(from));
  }
}

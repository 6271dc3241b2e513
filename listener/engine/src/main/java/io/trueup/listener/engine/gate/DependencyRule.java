package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shut while a platform that must follow before has not. */
final class DependencyRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.DEPENDENCY;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var shut = new ArrayList<ShutGate>();
    for (var declared : situation.platform().terms().dependencies()) {
      gate(situation, declared).ifPresent(shut::add);
    }
    return shut;
  }

  private static Optional<ShutGate> gate(Situation situation, PlatformDependency declared) {
    var id = DependencyRules.id(situation, declared);
    var dependency = DependencyRules.state(situation, declared);
    if (dependency == null) {
      return Optional.of(
          new ShutGate(
              GateKind.DEPENDENCY,
              id.toString(),
              null,
              null,
              "Depends on platform '%s', which no accepted version declares".formatted(id),
              "Unblock by declaring it, or by removing the dependency, in the model",
              null));
    }
    if (DependencyRules.isRealized(situation, dependency)
        || DependencyRules.isPassedOver(declared, dependency)) {
      return Optional.empty();
    }
    var realized = dependency.realized();
    return Optional.of(
        new ShutGate(
            GateKind.DEPENDENCY,
            id.toString(),
            null,
            situation.move().acceptedAt(),
            "Depends on platform '%s', which %s version %d%s"
                .formatted(
                    id,
                    DependencyRules.isGoingBack(situation, dependency)
                        ? "goes back to version %d and not on to"
                            .formatted(dependency.target().version())
                        : realized.version() == 0
                            ? "has realized nothing and not"
                            : "has realized version %d and not".formatted(realized.version()),
                    situation.to(),
                    DependencyRules.trouble(dependency).map(it -> "; " + it).orElse("")),
            "It opens when '%s' has followed; `trueup explain %s` says what that waits for"
                .formatted(id, id),
            null));
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    return shut(situation, from).isEmpty() ? Optional.of(from) : Optional.empty();
  }
}

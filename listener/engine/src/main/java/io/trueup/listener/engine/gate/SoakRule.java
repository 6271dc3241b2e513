package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.PlatformDependency;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shut while a platform that has followed before has not been well for long enough. */
final class SoakRule implements GateRule {

  @Override
  public GateKind kind() {
    return GateKind.SOAK;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var shut = new ArrayList<ShutGate>();
    for (var declared : situation.platform().terms().dependencies()) {
      gate(situation, declared, at).ifPresent(shut::add);
    }
    return shut;
  }

  /** Before the dependency has followed, that alone is what the move waits for. */
  private static Optional<ShutGate> gate(
      Situation situation, PlatformDependency declared, Instant at) {
    var dependency = DependencyRules.state(situation, declared);
    var soak = declared.soak();
    if (soak == null
        || dependency == null
        || !DependencyRules.isRealized(situation, dependency)
        || DependencyRules.isPassedOver(declared, dependency)) {
      return Optional.empty();
    }
    var trouble = DependencyRules.trouble(dependency);
    if (trouble.isPresent()) {
      return Optional.of(
          gate(
              dependency,
              null,
              "Platform '%s' must be well for %s, and %s"
                  .formatted(dependency.id(), text(soak), trouble.get()),
              "It opens %s after '%s' is well".formatted(text(soak), dependency.id()),
              null));
    }
    var since = wellSince(dependency);
    var end = since.plus(soak);
    return at.isBefore(end)
        ? Optional.of(
            gate(
                dependency,
                since,
                "Platform '%s' must be well for %s, and has been since %s"
                    .formatted(dependency.id(), text(soak), since),
                "Wait until %s".formatted(end),
                end))
        : Optional.empty();
  }

  private static Instant wellSince(PlatformState dependency) {
    var steering = dependency.steering();
    var graph = steering.graphSince();
    var since = graph == null ? dependency.realized().since() : graph;
    var well = steering.wellSince();
    return well != null && well.isAfter(since) ? well : since;
  }

  private static ShutGate gate(
      PlatformState dependency,
      @Nullable Instant since,
      String reason,
      String remedy,
      @Nullable Instant opensAt) {
    return new ShutGate(
        GateKind.SOAK, dependency.id().toString(), null, since, reason, remedy, opensAt);
  }

  /** {@code 90s} is {@code 1m 30s}. */
  private static String text(Duration soak) {
    return soak.toString()
        .substring(2)
        .replaceAll("([DHMS])(?!$)", "$1 ")
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** While nothing changes, the soak that ends last is the one that counts. */
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

package io.trueup.listener.engine.gate;

import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shut while the platform's policy does not ask for the move. */
final class PolicyRule implements GateRule {

  private final Calendars calendars;

  PolicyRule(Calendars calendars) {
    this.calendars = calendars;
  }

  @Override
  public GateKind kind() {
    return GateKind.POLICY;
  }

  @Override
  public List<ShutGate> shut(Situation situation, Instant at) {
    var platform = situation.platform();
    var to = situation.to();
    return switch (platform.policy().on()) {
      case MERGE -> List.of();
      case NEVER ->
          List.of(
              gate(
                  situation,
                  "The platform's rollout is 'never': it has a loop of its own",
                  "Unblock by changing the rollout in the model",
                  null));
      case MANUAL ->
          isRequested(platform, to)
              ? List.of()
              : List.of(
                  gate(
                      situation,
                      "The platform's rollout is 'manual': version %d waits for an operator"
                          .formatted(to),
                      "Unblock with `trueup sync %s`".formatted(platform.id()),
                      null));
      case SCHEDULE ->
          isRequested(platform, to) || isDue(situation, at)
              ? List.of()
              : List.of(byCalendar(situation, at));
    };
  }

  /** Also of the target itself, whose rollout was cancelled: that move was asked for before. */
  private static boolean isRequested(PlatformState platform, long to) {
    return to <= platform.syncRequested() || to == platform.target().version();
  }

  private boolean isDue(Situation situation, Instant at) {
    return calendars
        .lastFiring(situation.platform(), at)
        .filter(it -> !situation.move().acceptedAt().isAfter(it))
        .isPresent();
  }

  private ShutGate byCalendar(Situation situation, Instant at) {
    var command = "`trueup sync %s`".formatted(situation.platform().id());
    var broken = calendars.brokenSchedule(situation.platform().policy());
    if (broken.isPresent()) {
      return gate(
          situation,
          "The platform's schedule cannot be evaluated: %s".formatted(broken.get()),
          "Unblock by correcting it in the model, or with " + command,
          null);
    }
    var next = next(situation, at);
    return gate(
        situation,
        "The platform follows its schedule, and version %d waits for %s"
            .formatted(
                situation.to(),
                next.map(it -> "the next time, " + it).orElse("a time that it never reaches")),
        next.isPresent()
            ? "Wait, or unblock with " + command
            : "Unblock by correcting the schedule in the model, or with " + command,
        next.orElse(null));
  }

  private static ShutGate gate(
      Situation situation, String reason, String remedy, @Nullable Instant opensAt) {
    return new ShutGate(
        GateKind.POLICY, "", null, situation.move().acceptedAt(), reason, remedy, opensAt);
  }

  /** The first firing that is after now and covers the version. */
  private Optional<Instant> next(Situation situation, Instant at) {
    var since = situation.platform().steering().scheduleSince();
    var accepted = situation.move().acceptedAt().minusNanos(1);
    var after = at.isAfter(since) ? at : since;
    return calendars.nextFiring(
        situation.platform().policy(), after.isAfter(accepted) ? after : accepted);
  }

  @Override
  public Optional<Instant> opensAt(Situation situation, Instant from) {
    if (shut(situation, from).isEmpty()) {
      return Optional.of(from);
    }
    return situation.platform().policy().on() == RolloutPolicy.On.SCHEDULE
        ? next(situation, from)
        : Optional.empty();
  }
}

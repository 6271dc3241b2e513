package io.trueup.listener.engine.rollout;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * Decides whether a platform's target may move, and to which version: one pure function, called
 * where a rollout is planned and again inside the transaction that claims it. Every reason for a
 * rollout to wait is decided here.
 */
public final class Gate {

  private Gate() {}

  /**
   * Credentials that a move needs and cannot use.
   *
   * @param missing names of those that do not exist
   * @param withheld why the others may not be used at the address in the model, and what to do
   */
  public record CredentialGaps(SortedSet<String> missing, List<String> withheld) {}

  /** The version that the platform would move to; empty when it is already there. */
  public static Optional<Long> destination(PlatformState platform) {
    var to =
        switch (platform.policy().on()) {
          case MERGE, SCHEDULE, NEVER -> platform.merged().version();
          case MANUAL ->
              platform.syncRequested() > platform.target().version()
                  ? platform.syncRequested()
                  : platform.merged().version();
        };
    return to > platform.target().version() ? Optional.of(to) : Optional.empty();
  }

  /**
   * Evaluates the gate.
   *
   * @param to the version that the platform would move to
   * @param now by the store's clock
   * @param credentials those that the move needs and cannot use
   * @return all gates that are shut; empty when it may move
   */
  public static List<ShutGate> evaluate(
      PlatformState platform, long to, Instant now, CredentialGaps credentials) {
    return Stream.of(
            byPause(platform, now), byPolicy(platform, to, now), byCredentials(credentials, now))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<ShutGate> byPause(PlatformState platform, Instant now) {
    return platform
        .pauseInForce(now)
        .flatMap(
            pause ->
                waits(
                    GateKind.PAUSED,
                    "Paused by %s since %s: %s. Unblock with `trueup resume`%s"
                        .formatted(
                            pause.by(),
                            pause.since(),
                            pause.reason(),
                            pause.until() == null ? "" : ", or wait until " + pause.until()),
                    now));
  }

  private static Optional<ShutGate> byPolicy(PlatformState platform, long to, Instant now) {
    return switch (platform.policy().on()) {
      case MERGE, SCHEDULE -> Optional.empty();
      case NEVER ->
          waits(
              GateKind.POLICY,
              "The platform's rollout is 'never': it has a loop of its own. Unblock by changing"
                  + " the rollout in the model",
              now);
      case MANUAL ->
          platform.syncRequested() >= to
              ? Optional.empty()
              : waits(
                  GateKind.POLICY,
                  "The platform's rollout is 'manual': version %d waits for an operator. Unblock with `trueup sync`"
                      .formatted(to),
                  now);
    };
  }

  private static Optional<ShutGate> byCredentials(CredentialGaps gaps, Instant now) {
    if (!gaps.missing().isEmpty()) {
      return waits(
          GateKind.CREDENTIALS,
          "Cannot find credentials: %s. Unblock by adding them where the daemon looks for credentials"
              .formatted(String.join(", ", gaps.missing())),
          now);
    }
    return gaps.withheld().isEmpty()
        ? Optional.empty()
        : waits(GateKind.CREDENTIALS, String.join(". ", gaps.withheld()), now);
  }

  private static Optional<ShutGate> waits(GateKind kind, String reason, Instant now) {
    return Optional.of(new ShutGate(kind, "", null, now, reason, "", null));
  }
}

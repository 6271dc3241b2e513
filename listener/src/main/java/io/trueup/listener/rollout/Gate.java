package io.trueup.listener.rollout;

import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Judges whether a platform's target may move, and where to: one pure function, called where a
 * rollout is planned and again inside the transaction that claims it. Whatever keeps a rollout
 * waiting is decided here and nowhere else.
 */
public final class Gate {

  private Gate() {}

  /**
   * Credentials that a move needs and cannot use.
   *
   * @param missing names of those that do not exist
   * @param withheld why the others may not be used where the model says, with what to do
   */
  public record CredentialGaps(SortedSet<String> missing, List<String> withheld) {}

  /** The version that the platform may want to move to; empty when it is there already. */
  public static Optional<Long> destination(PlatformState platform) {
    var to =
        switch (platform.policy()) {
          case MERGE, NEVER -> platform.merged().version();
          case MANUAL ->
              platform.syncRequested() > platform.target().version()
                  ? platform.syncRequested()
                  : platform.merged().version();
        };
    return to > platform.target().version() ? Optional.of(to) : Optional.empty();
  }

  /**
   * What keeps the platform waiting.
   *
   * @param to the version that it would move to
   * @param now by the store's clock
   * @param credentials those that the move needs and cannot use
   * @return empty when it may move
   */
  public static Optional<Waiting> judge(
      PlatformState platform, long to, Instant now, CredentialGaps credentials) {
    return byPause(platform, now)
        .or(() -> byPolicy(platform, to, now))
        .or(() -> byCredentials(credentials, now));
  }

  private static Optional<Waiting> byPause(PlatformState platform, Instant now) {
    return platform
        .pauseInForce(now)
        .flatMap(pause ->
            waits(
                "paused",
                "Paused by %s since %s: %s. %s opens it"
                    .formatted(
                        pause.by(),
                        pause.since(),
                        pause.reason(),
                        pause.until() == null
                            ? "'resume'"
                            : "'resume', or the end of the pause at " + pause.until()),
                now));
  }

  private static Optional<Waiting> byPolicy(PlatformState platform, long to, Instant now) {
    return switch (platform.policy()) {
      case MERGE -> Optional.empty();
      case NEVER ->
          waits(
              "policy-never",
              "The platform's rollout is 'never': it has a loop of its own. Another policy in the"
                  + " model opens it",
              now);
      case MANUAL ->
          platform.syncRequested() >= to
              ? Optional.empty()
              : waits(
                  "policy-manual",
                  "The platform's rollout is 'manual': version %d waits to be asked for. 'sync' opens it"
                      .formatted(to),
                  now);
    };
  }

  private static Optional<Waiting> byCredentials(CredentialGaps gaps, Instant now) {
    if (!gaps.missing().isEmpty()) {
      return waits(
          "missing-credentials",
          "No credential is found for %s. Adding it where the daemon looks for credentials opens it"
              .formatted(String.join(", ", gaps.missing())),
          now);
    }
    return gaps.withheld().isEmpty()
        ? Optional.empty()
        : waits("credential-address", String.join(". ", gaps.withheld()), now);
  }

  private static Optional<Waiting> waits(String kind, String reason, Instant now) {
    return Optional.of(new Waiting(kind, reason, now));
  }
}

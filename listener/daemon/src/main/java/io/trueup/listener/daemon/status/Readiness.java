package io.trueup.listener.daemon.status;

import io.trueup.listener.daemon.view.HealthView.HealthCheck;
import io.trueup.listener.daemon.view.SourceCondition;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the daemon is ready, and the checks behind that. Readable without a token, so it contains
 * only the names of sources and their health.
 */
public record Readiness(List<HealthCheck> checks) {

  public Readiness {
    checks = List.copyOf(checks);
  }

  /** Whether every check passes. */
  public boolean isReady() {
    return checks.stream().allMatch(HealthCheck::ok);
  }

  /**
   * Checks that the store answers, and that every configured source has been refreshed at least
   * once since it was added, successfully or not. Blocks.
   *
   * @param alarmProblem why alarms do not work; without them the daemon is ready all the same,
   *     since the sweep sees what they would announce
   * @param links without which the daemon is ready all the same
   */
  public static Readiness of(StateStore store, Optional<String> alarmProblem, ProcessLinks links) {
    var checks = new ArrayList<HealthCheck>();
    try {
      var sources = store.sources().all();
      checks.add(new HealthCheck("database", true, "answers"));
      checks.add(alarms(alarmProblem));
      checks.addAll(links.checks());
      sources.stream()
          .filter(source -> !source.isDetached())
          .forEach(source -> checks.add(check(source)));
      checks.add(daemons(ServiceGaps.read(store)));
    } catch (StateStoreException e) {
      checks.add(new HealthCheck("database", false, String.valueOf(e.getMessage())));
    }
    return new Readiness(checks);
  }

  private static HealthCheck alarms(Optional<String> problem) {
    var what =
        problem
            .map("do not work, so the sweep alone sees what is due: %s"::formatted)
            .orElse("work");
    return new HealthCheck("alarms", true, what);
  }

  /** Another daemon is missing, so this one is ready all the same. */
  private static HealthCheck daemons(ServiceGaps gaps) {
    return new HealthCheck(
        "daemons",
        true,
        gaps.isEmpty()
            ? "serve all sources and platforms"
            : "serve not all: %s without one; see 'trueup daemons'".formatted(gaps.counts()));
  }

  private static HealthCheck check(SourceState source) {
    var wasLookedAt =
        source.processed() > 0 || source.attempts() > 0 || source.health() != Health.FOLLOWING;
    return new HealthCheck(
        "source:" + source.id(),
        wasLookedAt,
        switch (SourceCondition.of(source)) {
          case FAILING, BLOCKED, UNREACHABLE ->
              SourceCondition.of(source).label() + " since " + source.since();
          case DETACHED -> "detached";
          case NOT_LOOKED_AT -> "not checked yet";
          case NO_VERSION -> "no version is accepted yet";
          case REJECTED -> "following; the newest merge is rejected";
          case FOLLOWING -> "following";
        });
  }
}

package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims the next move of a platform, or records why it waits. Safe for any thread; blocks. */
final class RolloutClaims {

  private static final Logger LOG = LoggerFactory.getLogger(RolloutClaims.class);

  private final StateStore store;
  private final MoveReader moves;
  private final GateRules rules;
  private final FactObserver facts;
  private final BrokenWindows brokenWindows = new BrokenWindows();

  RolloutClaims(StateStore store, MoveReader moves, GateRules rules, FactObserver facts) {
    this.facts = facts;
    this.store = store;
    this.moves = moves;
    this.rules = rules;
  }

  /** What came of an attempt. */
  sealed interface Attempt {

    /** The target moved, or the platform changed meanwhile: look again. */
    record Again() implements Attempt {}

    /**
     * Nothing moves now.
     *
     * @param opensAt when a gate opens by itself; null when none does, or nothing waits
     */
    record Rests(@Nullable Instant opensAt) implements Attempt {}
  }

  /**
   * Claims the next move.
   *
   * @param stopping the gates that stop the rollout that is under way; the platform waits for these
   *     when it has nothing to move to
   */
  Attempt claim(Lease lease, PlatformState platform, List<ShutGate> stopping) {
    var destination = moves.destination(platform, store.now());
    if (destination.isEmpty()) {
      record(lease, platform, stopping);
      return new Attempt.Rests(null);
    }
    var to = destination.get();
    var inputs = store.platforms().gateInputs(platform.id());
    if (inputs.isEmpty()) {
      return new Attempt.Rests(null);
    }
    MoveReader.Draft draft;
    var started = System.nanoTime();
    try {
      draft = moves.draft(platform, to);
    } catch (UndeclaredPlatformException e) {
      record(lease, platform, List.of(e.gate()));
      return new Attempt.Rests(null);
    }
    var report = rules.report(platform, inputs.get(), draft.move(), store.now());
    if (!report.isOpen()) {
      record(lease, platform, report.shut());
      return new Attempt.Rests(report.opensAt());
    }
    var plan = moves.plan(platform, draft);
    facts.happened(
        new EngineFact.MovePlanned(platform.id(), Duration.ofNanos(System.nanoTime() - started)));
    var outcome =
        store
            .rollouts()
            .claim(
                lease,
                platform,
                to,
                draft.graph().fingerprint(),
                plan,
                (seen, now, version, at) -> rules.shut(seen, now, draft.move(), at));
    return switch (outcome) {
      case ClaimOutcome.Claimed(var rollout) -> {
        facts.happened(new EngineFact.RolloutBegan(rollout));
        LOG.info(
            "Platform '{}' moves from version {} to {}: {} steps now, {} nodes wait for their jobs",
            platform.id(),
            rollout.from(),
            rollout.to(),
            plan.steps().size(),
            plan.nodesForJobs());
        rules
            .unprepared(platform, inputs.get(), draft.move(), report.at())
            .ifPresent(names ->
                LOG.warn(
                    "Platform '{}' moves to version {}, which model servers have not opened in"
                        + " time: {}. They answer for it once they have; see `trueup"
                        + " model-servers`",
                    platform.id(),
                    rollout.to(),
                    names));
        yield new Attempt.Again();
      }
      // A gate shut since it was evaluated above; the next sweep looks again.
      case ClaimOutcome.Waits(var waiting) -> {
        logNew(platform, waiting);
        yield new Attempt.Rests(null);
      }
      case ClaimOutcome.NotAllowed _ -> new Attempt.Rests(null);
      case ClaimOutcome.Stale _ -> new Attempt.Again();
    };
  }

  private void record(Lease lease, PlatformState platform, List<ShutGate> gates) {
    if (!gates.isEmpty()) {
      brokenWindows.log(gates);
      var waiting = new Waiting(gates, store.now());
      store.platforms().recordWaiting(lease, platform.id(), waiting);
      logNew(platform, waiting);
    } else if (platform.waiting() != null) {
      store.platforms().recordWaiting(lease, platform.id(), null);
    }
  }

  /** Logs what a platform waits for, once while it waits for the same gates. */
  private static void logNew(PlatformState platform, Waiting waiting) {
    var before = platform.waiting();
    if (before == null || !waiting.isForSameAs(before)) {
      LOG.info("Platform '{}' waits: {}", platform.id(), waiting.reason());
    }
  }
}

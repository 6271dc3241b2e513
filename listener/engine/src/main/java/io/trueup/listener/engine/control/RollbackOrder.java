package io.trueup.listener.engine.control;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.MoveReader;
import io.trueup.listener.engine.rollout.OperatorLease;
import io.trueup.listener.engine.rollout.PlatformHeldException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.ShutGate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves platforms back: under the platform's lease, so that neither its worker nor another operator
 * moves it meanwhile. Safe for any thread; blocks.
 */
final class RollbackOrder {

  private static final Logger LOG = LoggerFactory.getLogger(RollbackOrder.class);

  private static final Set<GateKind> OVERRIDABLE = EnumSet.of(GateKind.WINDOW);

  /** The platform may change while it is planned: a job may have ended. */
  private static final int MOST_ATTEMPTS = 5;

  private final StateStore store;
  private final PlatformModels models;
  private final MoveReader moves;
  private final GateRules rules;
  private final OperatorLease.Claims leases;

  RollbackOrder(
      StateStore store,
      PlatformModels models,
      MoveReader moves,
      GateRules rules,
      OperatorLease.Claims leases) {
    this.store = store;
    this.models = models;
    this.moves = moves;
    this.rules = rules;
    this.leases = leases;
  }

  /** An order as it was given. */
  record Asked(long to, Set<GateKind> overrides, Actor actor, String reason) {}

  /** A rollback that is possible. */
  private record Checked(PlatformState platform, MoveReader.Draft draft, RolloutPlan plan) {

    ControlOutcome.Done done(PlatformState after, List<ShutGate> none) {
      var from = platform.target().version();
      var to = draft.move().to();
      var message =
          "Platform '%s' goes back from version %d to %d: %,d steps now, %,d nodes wait for their jobs. It is held there until `trueup release %s`"
              .formatted(
                  platform.id(), from, to, plan.steps().size(), plan.nodesForJobs(), platform.id());
      return new ControlOutcome.Done(
          after, message, none, MovePreviews.preview(platform, draft, plan, List.of()));
    }
  }

  /**
   * What a rollback would be.
   *
   * @throws RefusedException when it is not possible
   */
  ControlOutcome dryRun(PlatformState platform, Asked asked) {
    return check(platform, asked).done(platform, List.of());
  }

  /**
   * Moves a platform back.
   *
   * @throws RefusedException when it is not possible; nothing was changed
   */
  ControlOutcome carryOut(PlatformState platform, Asked asked) {
    var _ = check(platform, asked);
    try (var lease = leases.claim(platform.id(), asked.actor().name())) {
      for (var attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        var checked = check(reread(platform.id()), asked);
        switch (rollBack(lease, checked, asked)) {
          case ClaimOutcome.Claimed _ -> {
            var done = checked.done(reread(platform.id()), List.of());
            LOG.info(
                "Platform '{}' goes back from version {} to {}, as {} ordered",
                platform.id(),
                checked.platform().target().version(),
                asked.to(),
                asked.actor().name());
            return done;
          }
          case ClaimOutcome.Waits(var waiting) -> throw shut(platform, asked, waiting.gates());
          case ClaimOutcome.NotAllowed() -> {
            return new ControlOutcome.NotAllowed();
          }
          case ClaimOutcome.Stale _ -> {}
        }
      }
      throw new RefusedException(
          "platform-busy",
          "Platform '%s' kept changing while the rollback was planned. Nothing was changed; try again"
              .formatted(platform.id()));
    } catch (PlatformHeldException e) {
      throw new RefusedException("platform-held", e.reason());
    } catch (LostLeaseException _) {
      throw new RefusedException(
          "platform-held",
          "Another process took over platform '%s' meanwhile. Nothing was changed; try again"
              .formatted(platform.id()));
    }
  }

  private ClaimOutcome rollBack(OperatorLease lease, Checked checked, Asked asked) {
    var draft = checked.draft();
    return store
        .rollouts()
        .rollBack(
            lease.lease(),
            checked.platform(),
            asked.to(),
            draft.graph().fingerprint(),
            checked.plan(),
            (seen, inputs, _, at) ->
                rules.shutForRollback(seen, inputs, draft.move(), asked.overrides(), at),
            asked.overrides(),
            asked.actor(),
            asked.reason());
  }

  private Checked check(PlatformState platform, Asked asked) {
    Orders.requireOverridable(asked.overrides(), OVERRIDABLE);
    var to = asked.to();
    Orders.requireAccepted(store, platform, to);
    requireBelow(platform, to);
    if (!models.follows(platform.id())) {
      throw new RefusedException("not-followed", Orders.notFollowed(platform));
    }
    try {
      return read(platform, asked);
    } catch (GitException e) {
      throw new RefusedException(
          "model-unreadable",
          "Cannot read version %d of the model: %s. Nothing was changed"
              .formatted(to, e.getMessage()));
    }
  }

  private Checked read(PlatformState platform, Asked asked) {
    if (models.graph(platform.id(), asked.to()).isEmpty()) {
      throw new RefusedException(
          "not-declared",
          "Version %d does not declare platform '%s', so there is nothing to go back to"
              .formatted(asked.to(), platform.id()));
    }
    var draft = moves.draft(platform, asked.to());
    var obstacles = moves.rollbackObstacles(platform, draft);
    if (!obstacles.isEmpty()) {
      throw new RefusedException(
          "cannot-go-back",
          "Platforms of type '%s' cannot go back to version %d: %s. Nothing was changed"
              .formatted(platform.type(), asked.to(), String.join(". ", obstacles)));
    }
    var inputs = store.platforms().gateInputs(platform.id());
    if (inputs.isEmpty()) {
      throw new IllegalStateException("Platform '%s' is gone".formatted(platform.id()));
    }
    var all = rules.shutForRollback(platform, inputs.get(), draft.move(), Set.of(), store.now());
    Orders.requireShut(platform, asked.overrides(), all);
    var shut = all.stream().filter(it -> !asked.overrides().contains(it.kind())).toList();
    if (!shut.isEmpty()) {
      throw shut(platform, asked, shut);
    }
    return new Checked(platform, draft, moves.planBack(platform, draft));
  }

  private static void requireBelow(PlatformState platform, long to) {
    var target = platform.target().version();
    if (to == target) {
      throw new RefusedException(
          "no-effect",
          "Platform '%s' is at version %d already. To keep it there, use `trueup hold %s`"
              .formatted(platform.id(), to, platform.id()));
    }
    if (to > target) {
      throw new RefusedException(
          "above-target",
          "Platform '%s' is at version %d, and version %d is newer. To move it there, use `trueup sync %s --to %d`"
              .formatted(platform.id(), target, to, platform.id(), to));
    }
  }

  private static RefusedException shut(PlatformState platform, Asked asked, List<ShutGate> shut) {
    var isWindow = shut.stream().allMatch(it -> it.kind() == GateKind.WINDOW);
    return new RefusedException(
        "gate-shut",
        "Platform '%s' cannot go back to version %d now. %s%s"
            .formatted(
                platform.id(),
                asked.to(),
                Orders.texts(shut),
                isWindow ? ". `--override window` goes back all the same" : ""),
        shut);
  }

  private PlatformState reread(PlatformId platform) {
    return store
        .platforms()
        .find(platform)
        .orElseThrow(() -> new IllegalStateException("Platform '%s' is gone".formatted(platform)));
  }
}

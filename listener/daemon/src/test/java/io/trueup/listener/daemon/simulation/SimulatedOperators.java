package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.schema.ApplyEvent;
import io.trueup.listener.engine.schema.ApplyOrder;
import io.trueup.listener.engine.schema.ApplyResult;
import io.trueup.listener.engine.schema.ApplyRun;
import io.trueup.listener.engine.schema.PlanResult;
import io.trueup.listener.engine.schema.PlatformPlan;
import io.trueup.listener.engine.schema.SchemaRefusal;
import io.trueup.listener.engine.schema.SchemaScope;
import io.trueup.listener.engine.schema.VersionChoice;
import io.trueup.model.ecosystem.RolloutPolicy;
import io.trueup.platforms.relational.schema.PlannedStatement;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.SourceState.Health;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What operators do, as the routes of the API do it. */
final class SimulatedOperators {

  static final Actor ANN = new Actor("ann", "192.0.2.7");

  private final SimulatedWorld world;

  /** The plans that operators were shown last, by their digests. */
  private final Map<PlatformId, String> shown = new HashMap<>();

  /** How many applies ended with their audit entry written. */
  int audited;

  SimulatedOperators(SimulatedWorld world) {
    this.world = world;
  }

  /** An operator does something at random. */
  void act(SimulatedProcess process, PlatformId id) {
    process.request((daemon, store) -> {
      logIn(store);
      switch (world.random.nextInt(14)) {
        case 0, 1 -> pause(daemon, store, id);
        case 2 -> resume(daemon, store, id);
        case 3, 4 -> sync(daemon, store, id);
        case 5 -> checkNow(daemon, store);
        case 6, 7 -> acknowledge(daemon, store);
        case 8 -> approve(daemon, store);
        case 9 -> withdraw(store);
        case 10 -> schema(() -> plan(daemon, store, id));
        case 11, 12 -> schema(() -> apply(daemon, store, id));
        default -> schema(() -> purge(daemon, store, id));
      }
    });
  }

  static void logIn(StateStore store) {
    store.tokens().add(ANN.name(), ApiTokens.Scope.OPERATE, "0".repeat(64), null, ANN);
  }

  private void pause(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    var until = world.chance(70) ? store.now().plusSeconds(60) : null;
    var after = store.platforms().pause(id, ANN, "to see", until);
    world.tell("an operator pauses " + id + " until " + until);
    if (after instanceof Platforms.Order.Done) {
      daemon.poke(id);
    }
  }

  private void resume(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    world.tell("an operator resumes " + id + ": " + store.platforms().resume(id, ANN, "seen"));
    daemon.poke(id);
  }

  private void sync(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    var after = store.platforms().requestSync(id, null, Set.of(), ANN, "please");
    world.tell("an operator syncs " + id);
    if (after instanceof Platforms.Order.Done) {
      daemon.poke(id);
    }
  }

  private void checkNow(SimulatedDaemon daemon, StateStore store) {
    store.sources().requestNow(SimulatedWorld.SOURCE, ANN, "please");
    daemon.announce(SimulatedWorld.SOURCE);
  }

  private void acknowledge(SimulatedDaemon daemon, StateStore store) {
    var source = source(store);
    if (source.health() == Health.BLOCKED && source.head() != null) {
      var isDone = store.sources().acknowledge(source, ANN, "it is meant");
      world.tell("an operator acknowledges " + source.head() + ": " + isDone);
      daemon.announce(SimulatedWorld.SOURCE);
    }
  }

  private void approve(SimulatedDaemon daemon, StateStore store) {
    var source = source(store);
    var change = source.checkedChange();
    if (source.isHeadRejected() && change != null) {
      var isDone = store.sources().approve(source, change, ANN, "it is meant");
      world.tell("an operator approves " + source.head() + ": " + isDone);
      daemon.announce(SimulatedWorld.SOURCE);
    }
  }

  private void withdraw(StateStore store) {
    if (store.sources().withdrawApproval(SimulatedWorld.SOURCE, ANN, "it is not meant")) {
      world.tell("an operator withdraws the approval");
    }
  }

  private static SourceState source(StateStore store) {
    return store.sources().find(SimulatedWorld.SOURCE).orElseThrow();
  }

  private void schema(Runnable operation) {
    try {
      operation.run();
    } catch (GitException e) {
      world.tell("refused: " + e.getMessage());
    }
  }

  private void refused(SchemaRefusal refusal) {
    world.tell("refused: " + refusal.message());
  }

  private void plan(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    store
        .platforms()
        .find(id)
        .flatMap(it -> plan(daemon, it))
        .ifPresent(it -> shown.put(id, digest(it)));
  }

  private Optional<PlatformPlan> plan(SimulatedDaemon daemon, PlatformState platform) {
    return switch (daemon
        .schemas()
        .plan(platform, SchemaScope.ALL, VersionChoice.TARGET, List.of())) {
      case PlanResult.Planned(var plan) -> Optional.of(plan);
      case SchemaRefusal refusal -> {
        refused(refusal);
        yield Optional.empty();
      }
    };
  }

  private static String digest(PlatformPlan plan) {
    return plan.report().combined().digest();
  }

  private void apply(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    var platform = store.platforms().find(id);
    var planned = platform.flatMap(it -> plan(daemon, it));
    if (platform.isPresent() && planned.isPresent()) {
      var plan = planned.get();
      var digest = world.chance(50) ? shown.get(id) : digest(plan);
      world.meanwhile();
      apply(
          daemon,
          platform.get(),
          new ApplyOrder(
              digest, world.chance(70) ? needingApproval(plan) : List.of(), List.of(), "please"));
    }
  }

  private void apply(SimulatedDaemon daemon, PlatformState platform, ApplyOrder order) {
    switch (daemon.schemas().apply(platform, SchemaScope.ALL, order, ANN)) {
      case ApplyResult.Ready(var run) -> run(platform, run);
      case SchemaRefusal refusal -> refused(refusal);
    }
  }

  private void run(PlatformState platform, ApplyRun run) {
    world.meanwhile();
    var mishaps = world.mishaps();
    run.run(event -> {
      world.tell("by hand: " + event);
      if (event instanceof ApplyEvent.RunEnded(_, var message)
          && !message.contains("audit entry")) {
        audited++;
      }
    });
    var holder = world.store.leases().holder(Lease.resource(platform.id())).orElse("nobody");
    world.check(
        world.mishaps() > mishaps || !holder.contains(" for operator "),
        () -> "P8: '%s' still holds %s after the apply".formatted(holder, platform.id()));
  }

  private static List<String> needingApproval(PlatformPlan plan) {
    return plan.report().combined().units().stream()
        .flatMap(it -> it.statements().stream())
        .filter(it -> it.safety().needsApproval())
        .map(PlannedStatement::id)
        .toList();
  }

  private void purge(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    store
        .platforms()
        .find(id)
        .ifPresent(it -> {
          var before = daemon.schemas().before(Duration.ofSeconds(30));
          world.meanwhile();
          var purge = daemon.schemas().purge(it, before, ANN, "its time is over");
          world.tell("by hand: " + purge);
        });
  }

  /** Opens every gate that only an operator can open, and nothing else. */
  void openGates(SimulatedProcess process) {
    process.request((daemon, store) -> {
      logIn(store);
      acknowledge(daemon, store);
      world.orders.openGates(daemon, store);
      for (var platform : store.platforms().all()) {
        if (platform.pause() != null) {
          resume(daemon, store, platform.id());
        }
        if (platform.policy().on() == RolloutPolicy.On.MANUAL
            && platform.syncRequested() < platform.merged().version()) {
          sync(daemon, store, platform.id());
        }
      }
    });
  }

  /** Applies what needs an approval, and nothing else. */
  void applyWhatNeedsApproval(SimulatedProcess process) {
    process.request((daemon, store) -> {
      for (var platform : store.platforms().all()) {
        schema(() -> {
          var allowed =
              plan(daemon, platform).map(SimulatedOperators::needingApproval).orElse(List.of());
          if (!allowed.isEmpty()) {
            apply(daemon, platform, new ApplyOrder(null, allowed, List.of(), "it is meant"));
          }
        });
      }
    });
  }
}

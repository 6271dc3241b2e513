package io.trueup.listener.daemon.simulation;

import static io.trueup.listener.daemon.simulation.SimulatedOperators.ANN;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.engine.control.ControlOutcome;
import io.trueup.model.schedule.WindowKind;
import io.trueup.model.schedule.WindowTimes;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.Version;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.control.RolloutWindow;
import io.trueup.statestore.control.RolloutWindow.Origin;
import io.trueup.statestore.control.Selector;
import io.trueup.statestore.control.ShutGate;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators order for the moves of platforms, as the routes of the API do it. */
final class SimulatedOrders {

  private static final List<String> SCOPES =
      List.of("all", "platform=acme/Live", "type=simulated", "tag=late", "platform=Asked");

  private final SimulatedWorld world;
  private final Random random;
  private final SimulatedTerms terms;

  SimulatedOrders(SimulatedWorld world) {
    this.world = world;
    this.random = world.random;
    this.terms = new SimulatedTerms(world.random);
  }

  /** An operator orders something at random. */
  void act(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    switch (random.nextInt(18)) {
      case 0 ->
          done("holds", id, daemon.control().hold(id, someVersion(store, id), ANN, "x", false));
      case 1, 2 -> done("releases", id, daemon.control().release(id, ANN, "x", false));
      case 3, 4 -> cancel(daemon, store);
      case 5 -> done("retries", id, daemon.control().retry(id, ANN, "x", false));
      case 6, 7, 8, 9 -> rollBack(daemon, store, id);
      case 10 -> approve(daemon, store, id);
      case 11, 12 -> sync(daemon, store, id);
      case 13 -> pauseGroup(store);
      case 14 -> resumeGroups(store);
      case 15 -> addWindow(store);
      default -> changeWindow(store);
    }
    pokeAll(daemon, store);
  }

  private static void pokeAll(SimulatedDaemon daemon, StateStore store) {
    store.platforms().all().forEach(it -> daemon.poke(it.id()));
  }

  private void done(String verb, PlatformId id, ControlOutcome outcome) {
    world.tell("an operator %s %s: %s".formatted(verb, id, outcome));
  }

  private @Nullable Long someVersion(StateStore store, PlatformId id) {
    if (world.chance(60)) {
      return null;
    }
    var versions = store.versions().newest(id.source(), 6);
    return versions.isEmpty() ? null : versions.get(random.nextInt(versions.size())).sequence();
  }

  private void cancel(SimulatedDaemon daemon, StateStore store) {
    store.platforms().all().stream()
        .filter(it -> it.rollout() != null && !it.rollout().state().isOver())
        .findFirst()
        .ifPresent(
            it -> done("cancels", it.id(), daemon.control().cancel(it.id(), ANN, "x", false)));
  }

  private void sync(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    var version = someVersion(store, id);
    done("syncs", id, daemon.control().sync(id, version, overrides(daemon, id), ANN, "x", false));
  }

  /** Some of the kinds of gates that are shut. */
  private Set<GateKind> overrides(SimulatedDaemon daemon, PlatformId id) {
    var kinds = EnumSet.noneOf(GateKind.class);
    daemon
        .control()
        .gates(id, null)
        .ifPresent(it ->
            it.shut().stream()
                .map(ShutGate::kind)
                .filter(kind -> world.chance(80))
                .forEach(kinds::add));
    return kinds;
  }

  /** Moves a platform back to an older version. */
  void rollBack(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    var target = store.platforms().find(id).map(it -> it.target().version()).orElse(0L);
    var older =
        store.versions().newest(id.source(), 8).stream()
            .filter(Version::accepted)
            .map(Version::sequence)
            .filter(it -> it < target)
            .toList();
    if (older.isEmpty()) {
      return;
    }
    var to = older.get(random.nextInt(older.size()));
    var overrides = world.chance(40) ? overrides(daemon, id) : Set.<GateKind>of();
    done("rolls back to " + to, id, daemon.control().rollBack(id, to, overrides, ANN, "x", false));
  }

  private void approve(SimulatedDaemon daemon, StateStore store, PlatformId id) {
    store
        .platforms()
        .find(id)
        .filter(it -> it.merged().version() > it.target().version())
        .ifPresent(it -> approve(daemon, it, guarded(it).orElse(it.merged().version())));
  }

  /** The version whose removals the platform waits with. */
  private static Optional<Long> guarded(PlatformState platform) {
    return Optional.ofNullable(platform.waiting()).stream()
        .flatMap(it -> it.gates().stream())
        .filter(it -> it.kind() == GateKind.REMOVAL_GUARD)
        .map(it -> Long.parseLong(it.what()))
        .findFirst();
  }

  private void approve(SimulatedDaemon daemon, PlatformState platform, long version) {
    var outcome = daemon.control().approve(platform.id(), version, ANN, "x", false);
    done("approves " + version, platform.id(), outcome);
    if (outcome instanceof ControlOutcome.Done done) {
      var approval = done.platform().steering().approval();
      if (approval != null && approval.version() == version) {
        world.oracle.approved(approval.digest(), platform, version);
      }
    }
  }

  private void pauseGroup(StateStore store) {
    var scope = scope();
    var until = world.chance(70) ? store.now().plusSeconds(20L + random.nextInt(200)) : null;
    world.tell(
        "an operator pauses "
            + scope.text()
            + ": "
            + store.groupPauses().pause(scope, ANN, "stop", until));
  }

  private void resumeGroups(StateStore store) {
    for (var pause : store.groupPauses().inForce()) {
      world.tell(
          "an operator resumes "
              + pause.scope().text()
              + ": "
              + store.groupPauses().resume(pause.scope(), ANN, "go"));
    }
  }

  private Selector scope() {
    return Selector.parse(SCOPES.get(random.nextInt(SCOPES.size())));
  }

  private void addWindow(StateStore store) {
    var kind = random.nextInt(3) == 0 ? WindowKind.ALLOW : WindowKind.DENY;
    var spec = new RolloutWindow.Spec("w", kind, scope(), times(store), "ops", "to see");
    world.tell("an operator adds " + store.windows().add(spec, ANN));
  }

  /** Once within the next minutes, or again and again. */
  private WindowTimes times(StateStore store) {
    if (world.chance(40)) {
      return terms.recurring();
    }
    var start =
        LocalDateTime.ofInstant(store.now(), ZoneOffset.UTC)
            .withNano(0)
            .plusSeconds(random.nextInt(300) - 60L);
    return WindowTimes.once(start, Duration.ofSeconds(30L + random.nextInt(300)), "UTC");
  }

  private void changeWindow(StateStore store) {
    var windows = store.windows().current();
    if (windows.isEmpty()) {
      return;
    }
    var window = windows.get(random.nextInt(windows.size()));
    var until = world.chance(60) ? store.now().plusSeconds(30L + random.nextInt(200)) : null;
    var change =
        switch (random.nextInt(5)) {
          case 0 -> store.windows().suspend(window.id(), null, until, ANN, "x");
          case 1 -> store.windows().resume(window.id(), null, ANN, "x");
          case 2 -> store.windows().end(window.id(), null, ANN, "x");
          case 3 -> store.windows().delete(window.id(), null, ANN, "x");
          default ->
              store
                  .windows()
                  .change(
                      window.id(),
                      window.version(),
                      new RolloutWindow.Spec(
                          "w", window.spec().kind(), scope(), times(store), "ops", "x"),
                      ANN,
                      "x");
        };
    world.tell("an operator changes a window: " + change);
  }

  /** Opens every gate that an operator has shut, and those that only an operator can open. */
  void openGates(SimulatedDaemon daemon, StateStore store) {
    resumeGroups(store);
    for (var window : store.windows().current()) {
      var change =
          window.spec() != null && window.origin() == Origin.OPERATOR
              ? store.windows().end(window.id(), null, ANN, "over")
              : store.windows().suspend(window.id(), null, null, ANN, "over");
      world.tell("an operator opens a window: " + change);
    }
    for (var platform : store.platforms().all()) {
      if (platform.steering().hold() != null) {
        done("releases", platform.id(), daemon.control().release(platform.id(), ANN, "x", false));
      }
      guarded(platform).ifPresent(version -> approve(daemon, platform, version));
    }
    pokeAll(daemon, store);
  }
}

package io.trueup.listener.daemon.simulation;

import io.trueup.statestore.PlatformId;
import java.time.Duration;
import java.util.List;

/** How a world comes to rest once nothing goes wrong any more. */
final class Settling {

  private final SimulatedWorld world;
  private final List<SimulatedProcess> processes;

  Settling(SimulatedWorld world) {
    this.world = world;
    this.processes = world.processes;
  }

  /**
   * The last merges are rolled out while jobs have their nodes changed. Whatever these leave behind
   * stays: no merge comes after them that would put it right.
   */
  void lastRound() {
    recover();
    world.pass(Duration.ofMinutes(2));
    var process = processes.getFirst();
    world.jobs.endAll(process);
    rollBackSome(process);
    world.merges.push();
    world.rollOut(process);
    world.inLastRound(() -> world.ingestions().forEach(it -> world.jobs.begin(process, it)));
    world.raise();
  }

  /**
   * Jobs and operators do their part until nothing moves. The daemon is asked for nothing that it
   * has to find by itself.
   */
  void settle() {
    recover();
    world.merges.repair();
    for (var round = 0; round < 60 && (round == 0 || !isSettled()); round++) {
      world.pass(Duration.ofMinutes(2));
      world.jobs.endAll(processes.getFirst());
      var process = processes.get(round % 2);
      world.operators.openGates(process);
      world.drainAll();
      if (round > 2) {
        world.operators.applyWhatNeedsApproval(process);
      }
      world.ingestions().forEach(it -> world.jobs.begin(process, it));
      world.drainAll();
      world.raise();
    }
    world.jobs.endAll(processes.getFirst());
    for (var round = 0; round < 10 && heard() < world.store.countChanges(); round++) {
      world.pass(Duration.ofMinutes(1)); // a process hears of the other's changes at its next sweep
      world.drainAll();
    }
  }

  /** No mishaps any more, and every process works. */
  private void recover() {
    world.endMishaps();
    world.remote.restore();
    for (var process : processes) {
      process.thaw();
      if (process.isDead()) {
        process.start();
      }
    }
    world.drainAll();
    world.pass(Duration.ofSeconds(10)); // whose opening failed tries again
    world.drainAll();
    world.check(
        processes.stream().allMatch(SimulatedProcess::isAnswering),
        () -> "A daemon does not open although nothing is in its way");
    takeAllDeliveries();
    world.drainAll();
  }

  /** Everything that was sent to Kafka is taken. */
  private void takeAllDeliveries() {
    for (var round = 0; !world.brokers.isInboxRead(); round++) {
      world.check(round < 100, () -> "P1: records are never read");
      processes.forEach(world::takeDeliveries);
      world.pass(Duration.ofSeconds(1));
    }
  }

  /** Operators move platforms back, and merges come that must not undo it. */
  private void rollBackSome(SimulatedProcess process) {
    for (var name : SimulatedModels.PLATFORMS) {
      if (world.chance(30)) {
        process.request((daemon, handle) -> {
          SimulatedOperators.logIn(handle);
          world.orders.rollBack(daemon, handle, new PlatformId(SimulatedWorld.SOURCE, name));
        });
        world.drainAll();
      }
    }
    for (var i = 0; i < 2; i++) {
      world.merges.push();
      process.checkSource();
      world.drainAll();
      world.pass(Duration.ofMinutes(2));
      world.drainAll();
    }
  }

  /** The last event that everybody heard of. */
  private long heard() {
    return Math.min(world.subscriber.last(), world.brokers.lastEvent());
  }

  private boolean isSettled() {
    var source = world.store.sources().find(SimulatedWorld.SOURCE).orElseThrow();
    var head = world.remote.headCommit();
    return source.processed() == source.requested()
        && (head == null || head.equals(source.checkedCommit()))
        && world.store.platforms().all().stream()
            .allMatch(it -> it.realized().version() == it.merged().version());
  }
}

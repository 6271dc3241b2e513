package io.trueup.listener.daemon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.daemon.kafka.SimulatedBrokers;
import io.trueup.statestore.AuditVerbs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs the whole daemon through many seeds: its opening, its engine, jobs and operators. One seed
 * again: {@code -Dtrueup.simulation.seed=N}; more of them: {@code -Dtrueup.simulation.seeds=N}.
 *
 * <p><b>What the simulation caught, and what it was seen to catch.</b> It caught a platform called
 * realized after a revert, while an attempt that was never recorded had changed its tables: since
 * then a node is uncertain from an attempt's begin until it lands. It caught a process that was
 * paused between two steps, was succeeded, and changed tables afterwards: since then each change
 * requires its permission under the container's lock. And it caught a node that came back to the
 * model while its job was told to retire, and then waited for a step that was not planned. In its
 * last round it catches views that a job leaves behind when a merge is rolled out while the job has
 * its nodes changed. It was seen to fail when
 *
 * <ul>
 *   <li>a daemon that opens does not resume a rollout that an earlier process started ({@code
 *       PlatformWorker.hasWork} without the rollout under way): seed 2, "It never ends"
 *   <li>an operator's changes are made without the fence ({@code Hold.permission} that requires
 *       nothing): seed 264, "P2: b changes acme/Asked for 'operator ann'"
 *   <li>an operator's hold is left to expire in place of its release ({@code Hold.close}): seed 2,
 *       "P8: 'a for operator ann' still holds"
 *   <li>the first token is recorded before its file is written ({@code Opening.writeFirstToken}):
 *       seed 7, "No data folder holds the first token"
 *   <li>a check counts for requests that came after it, the roll-up does not wait for nodes that
 *       await their jobs, or the planner trusts the record of an uncertain node
 * </ul>
 *
 * <p>Jobs ask at the same instant, so that their begins and ends share transactions ({@link
 * SimulatedJobs}). That found a node that was retired under the run of another job. It was seen to
 * fail, within sixty seeds, when
 *
 * <ul>
 *   <li>a job of a batch does not see the runs of those before it ({@code BeginBatch.NodeView}):
 *       seed 11, "P2: runs … and … both reconcile Ingest/Timed/S1"
 *   <li>jobs are answered although their batch was not committed ({@code RunBegins.write}): seed
 *       50, "P1: run …, of which a job was told …, is null"
 *   <li>one job whose run cannot be stored fails those in its batch ({@code
 *       GroupCommit.writeApart}), an id is used twice ({@code BeginBatch.record}), or some nodes of
 *       a joint run begin without the others
 * </ul>
 *
 * <p>Each move of a target, and each step and node that begins to change, is checked by {@link
 * GateOracle} against what its transaction saw. It was seen to fail, within thirteen seeds, without
 * each of the rules {@code BlockedRule}, {@code PausedRule}, {@code HeldRule}, {@code RemovalRule},
 * {@code PolicyRule}, {@code WindowRule}, {@code DependencyRule} and {@code SoakRule}; with {@code
 * at-close} always {@code finish}; where {@code versions: each} skips versions; where one override
 * passes all gates; and with a rollback that leaves no hold, which only {@link AuditTrail} sees.
 *
 * <p>Deliveries come from simulated brokers as well, and events go there ({@link
 * SimulatedBrokers}). That found offsets of a topic that was deleted and made again, which were
 * committed behind records that were not read yet (seed 1012), and offsets that were not committed
 * after a rebalance until another record came. It was seen to fail when
 *
 * <ul>
 *   <li>offsets are not committed after a rebalance ({@code DeliverySession.commit}): seed 1442,
 *       "P1: records are never read"
 *   <li>a record that the database did not take counts as handled: seed 31, "P1: record 0 of
 *       partition 1 is lost"; or is not read again ({@code DeliverySession.postpone})
 *   <li>offsets are committed before dead letters are acknowledged ({@code DeliverySession.keep}):
 *       seed 74
 *   <li>the offsets of a topic that is gone are used ({@code DeliverySession.Assignments}): seed 72
 *   <li>a process does not look for its lease after it began an epoch ({@code
 *       EventTopic.producer}): seed 29, "P9: a process with token 4 sent events after one with
 *       token 5"
 *   <li>events count as sent although a broker failed ({@code EventTopic.deliver}, {@code
 *       EventRelay.passBatch}): seed 15, "P9: events count as sent up to 2"
 *   <li>events are sent in another order ({@code EventTopic.send}): seed 1, "P9: event 12 of
 *       'acme/After' follows event 13"
 * </ul>
 *
 * <p>It did not see a store that takes writes under a lost lease, which the store's conformance
 * suite does, and needed some ten thousand seeds to find the third of the faults above.
 */
class SimulationTest {

  private static final int STEPS = 150;

  private final BugDetector bugs = BugDetector.install();
  private final Map<String, Integer> happened = new TreeMap<>();

  @AfterEach
  void makeTheLogLoudAgain() {
    bugs.close();
  }

  @Test
  void keepsItsPromisesWhateverHappens() {
    var seeds = Integer.getInteger("trueup.simulation.seeds", 400);
    var only = Long.getLong("trueup.simulation.seed");
    var first = only == null ? Long.getLong("trueup.simulation.first-seed", 1) : only;
    var last = only == null ? first + seeds - 1 : only;
    for (var seed = first; seed <= last; seed++) {
      run(seed);
    }

    assertThat(happened)
        .as("audit entries over all seeds: a world in which nothing moves proves nothing")
        .containsKey(AuditVerbs.ROLLOUT_CLAIMED);
    if (last - first > 200) {
      assertThat(happened)
          .as("audit entries over all seeds: what never happens is not proved")
          .containsKeys(
              AuditVerbs.ROLLOUT_ROLLED_BACK,
              AuditVerbs.ROLLOUT_CANCELLED,
              AuditVerbs.PLATFORM_HELD,
              AuditVerbs.PLATFORM_REMOVAL_APPROVED,
              AuditVerbs.GROUP_PAUSED,
              AuditVerbs.WINDOW_SUSPENDED);
    }
  }

  private void run(long seed) {
    var world = new SimulatedWorld(seed);
    var promises = new Promises(world);
    bugs.report(world::bug);
    try {
      var steps = world.random.nextInt(STEPS / 10, STEPS);
      for (var step = 0; step < steps; step++) {
        world.act();
        promises.check();
      }
      var settling = new Settling(world);
      settling.lastRound();
      settling.settle();
      promises.checkSettled();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Seed %d: %s. Its story is in %s".formatted(seed, e.getMessage(), written(seed, world)),
          e);
    }
    world.store.auditEntries().forEach(it -> happened.merge(it.verb(), 1, Integer::sum));
  }

  private static Path written(long seed, SimulatedWorld world) {
    try {
      return Files.write(Path.of("target", "simulation-%d.txt".formatted(seed)), world.story);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

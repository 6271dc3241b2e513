package io.trueup.listener.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Runs the daemon through many seeds. One seed again: {@code -Dtrueup.simulation.seed=N}; more of
 * them: {@code -Dtrueup.simulation.seeds=N}.
 */
class SimulationTest {

  private static final int STEPS = 150;

  @Test
  void keepsItsPromisesWhateverHappens() {
    var seeds = Integer.getInteger("trueup.simulation.seeds", 1500);
    var only = Long.getLong("trueup.simulation.seed");
    var first = only == null ? 1 : only;
    var last = only == null ? seeds : only;
    var moved = 0;
    for (var seed = first; seed <= last; seed++) {
      moved += run(seed);
    }

    assertThat(moved)
        .as("rollouts over all seeds: a world in which nothing moves proves nothing")
        .isPositive();
  }

  private static int run(long seed) {
    var world = new SimulatedWorld(seed);
    var promises = new Promises(world);
    try {
      for (var step = 0; step < STEPS; step++) {
        world.act();
        promises.check();
      }
      world.settle();
      promises.checkSettled();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "Seed %d: %s%n%s"
              .formatted(
                  seed,
                  e.getMessage(),
                  String.join(
                      "\n",
                      world.story.subList(
                          Math.max(0, world.story.size() - 60), world.story.size()))),
          e);
    }
    return (int)
        world.store.auditEntries().stream()
            .filter(it -> it.verb().equals("rollout.claimed"))
            .count();
  }
}

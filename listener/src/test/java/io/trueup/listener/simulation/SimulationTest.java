package io.trueup.listener.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Runs the daemon through many seeds. One seed again: {@code -Dtrueup.simulation.seed=N}; more of
 * them: {@code -Dtrueup.simulation.seeds=N}.
 */
class SimulationTest {

  private static final int STEPS = 150;

  @BeforeAll
  static void quiet() {
    daemonLog().setLevel(Level.OFF);
  }

  @AfterAll
  static void loud() {
    daemonLog().setLevel(null);
  }

  private static Logger daemonLog() {
    return (Logger) LoggerFactory.getLogger("io.trueup.listener");
  }

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
          "Seed %d: %s. Its story is in %s".formatted(seed, e.getMessage(), written(seed, world)),
          e);
    }
    return (int)
        world.store.auditEntries().stream()
            .filter(it -> it.verb().equals("rollout.claimed"))
            .count();
  }

  private static Path written(long seed, SimulatedWorld world) {
    try {
      return Files.write(Path.of("target", "simulation-%d.txt".formatted(seed)), world.story);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.trueup.listener.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.trueup.listener.lab.demo.DemoException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Kills the daemon again and again with SIGKILL, at any moment, while merges are pushed, announced
 * and repeated, and jobs start and end. The same choices again: {@code -Dtrueup.kill.seed=N}; more
 * kills: {@code -Dtrueup.kill.kills=N}.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("trueup.kill.kills", 6);
  private static final Duration BREATH = Duration.ofMillis(50);
  private static final int MERGES_PER_LIFE = 2;

  @Test
  void keepsItsPromisesWhereverItIsKilled() {
    Site.playAtRandom("kill", KillTest::kill);
  }

  private static void kill(Site site, long seed) throws Exception {
    var model = new EvolvingModel(site, seed);
    var configuration = site.polling();
    var first = site.serve(configuration);
    model.begin();
    var world = new World(site, model, seed, first);
    var killer = new Killer(site, configuration, new Random(seed ^ 1), world);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> kills = threads.submit((Callable<@Nullable Void>) () -> killer.kill(first));
      while (!kills.isDone()) {
        world.act();
      }
      kills.get();
    } catch (ExecutionException e) {
      throw new AssertionError("The killer failed: " + e.getMessage(), e);
    }
    world.announceTheLast();
    var merges = model.merges();
    new Jobs().settle(site, merges.getLast().commit());

    System.out.printf(
        "KillTest: %d kills, %d merges, %d deliveries acknowledged and %d not, %d runs%n",
        KILLS, merges.size(), world.acknowledged.size(), world.refused, world.runs);
    AuditStory.assertRecords(site, merges, world.acknowledged);
    WarehouseCatalog.assertIs(site, model.newestGood());
    AuditStory.assertCleanLogs(site);
    assertThat(world.refused).as("deliveries that found the daemon dead").isPositive();
    assertThat(world.runs).as("runs that were begun").isPositive();
  }

  /** Kills the daemon and starts it again at once. */
  private record Killer(Site site, Path configuration, Random random, World world) {

    @Nullable Void kill(DaemonProcess first) {
      var daemon = first;
      for (var i = 0; i < KILLS; i++) {
        var isYoung = random.nextInt(4) == 0;
        var deeds = random.nextInt(12);
        var delay = Duration.ofMillis(random.nextInt(isYoung ? 2000 : 300));
        var living = daemon;
        if (!isYoung) {
          Await.until("the daemon to be ready", () -> living.isReady() || !living.isAlive());
          assertThat(living.isReady()).as("ready after kill %d", i).isTrue();
          var enough = world.deeds.get() + deeds;
          Await.until("something to be done", () -> world.deeds.get() >= enough);
        }
        Await.pass(delay);
        living.kill();
        daemon = site.start(configuration);
        world.daemon.set(daemon);
        world.kills.incrementAndGet();
      }
      return null;
    }
  }

  /** Everything else that happens: developers, a forge, jobs. */
  private static final class World {

    private final Site site;
    private final EvolvingModel model;
    private final Random random;
    private final Jobs jobs = new Jobs();
    private final List<String> announced = new ArrayList<>();
    private DaemonProcess talkedTo;
    final AtomicReference<DaemonProcess> daemon;
    final AtomicInteger kills = new AtomicInteger();
    final AtomicInteger deeds = new AtomicInteger();
    final TreeSet<String> acknowledged = new TreeSet<>();
    int refused;
    int runs;

    World(Site site, EvolvingModel model, long seed, DaemonProcess first) {
      this.site = site;
      this.model = model;
      this.random = new Random(seed);
      this.talkedTo = first;
      this.daemon = new AtomicReference<>(first);
    }

    void act() {
      var living = daemon.get();
      if (living != talkedTo && !living.isReady() && random.nextInt(10) > 0) {
        Await.pass(BREATH);
        return;
      }
      if (living != talkedTo && living.isListening()) {
        talkedTo = living;
        site.talkTo(living);
      }
      switch (random.nextInt(6)) {
        case 0 -> merge();
        case 1 -> repeat();
        default -> work();
      }
      if (living.isReady()) {
        deeds.incrementAndGet();
      }
    }

    private void merge() {
      if (model.merges().size() < MERGES_PER_LIFE * (kills.get() + 1)) {
        var commit = model.push().commit();
        if (random.nextInt(4) > 0) {
          announced.add(commit);
          deliver(commit);
        }
      }
    }

    private void repeat() {
      if (!announced.isEmpty()) {
        deliver(announced.get(random.nextInt(announced.size())));
      }
    }

    private boolean deliver(String commit) {
      try {
        var reply = site.client().deliverPush(Site.SOURCE, commit, commit, Site.HOOK_SECRET);
        if (reply.status() == 202) {
          acknowledged.add(commit);
          return true;
        }
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(503);
      } catch (DemoException e) {
        Await.pass(BREATH); // no answer: nothing was promised
      }
      refused++;
      return false;
    }

    /** A job starts; it ends well, or vanishes. */
    private void work() {
      try {
        var nodes = Jobs.nodes(site.client());
        if (nodes.isEmpty()) {
          return;
        }
        var node = nodes.get(random.nextInt(nodes.size()));
        var dies = random.nextInt(5) == 0;
        var answer = dies ? jobs.begin(site.client(), node) : jobs.run(site.client(), node);
        if (answer.has("action")) {
          runs++;
        }
      } catch (DemoException e) {
        Await.pass(BREATH); // the daemon is dead, and the job with it
      }
    }

    void announceTheLast() {
      var living = daemon.get();
      Await.until("the daemon to be ready", living::isReady);
      site.talkTo(living);
      var commit = model.pushGood().commit();
      Await.until("the last delivery to be acknowledged", () -> deliver(commit));
    }
  }
}

package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.daemon.hooks.HookPorts;
import io.trueup.listener.daemon.kafka.SimulatedKafka;
import io.trueup.listener.engine.DaemonException;
import io.trueup.listener.engine.event.UndeliveredException;
import io.trueup.listener.engine.git.GitFailures;
import io.trueup.listener.engine.source.SourceWorker.Followed;
import io.trueup.listener.engine.source.VersionsPerBurst;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RecordedChange;
import io.trueup.statestore.Run;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One machine of the daemon: its disk stays, and a process on it is started, killed, closed and
 * started again. A killed process changes nothing more, wherever its code was.
 */
final class SimulatedProcess {

  final String name;
  final SimulatedMirror.Disk disk = new SimulatedMirror.Disk();

  /** The data folder. */
  final Map<String, String> folder = new TreeMap<>();

  private final SimulatedWorld world;
  private @Nullable Life life;

  /** Stopped for a while, as by a pause of the machine: none of its threads and timers runs. */
  private boolean isFrozen;

  SimulatedProcess(String name, SimulatedWorld world) {
    this.name = name;
    this.world = world;
    folder.put("instance", name);
  }

  boolean isDead() {
    return life == null;
  }

  void start() {
    life = new Life();
  }

  /** The process dies between two instructions of whatever it does. */
  void kill() {
    if (life != null) {
      life.isDead = true;
      life = null;
    }
  }

  /** Stops in order, unless it is in the middle of something. */
  void close() {
    var current = life;
    if (current != null && current.frames == 0) {
      try {
        current.daemon.close();
      } catch (DaemonException e) {
        if (!current.isDead) { // else it was killed while it stopped
          throw e;
        }
      }
      kill();
    }
  }

  void freeze() {
    isFrozen = true;
  }

  void thaw() {
    isFrozen = false;
  }

  boolean canWork() {
    return life != null && !isFrozen && life.threads.hasReady();
  }

  /** Runs one of the tasks that wait for a thread. */
  void work() {
    var current = Objects.requireNonNull(life);
    current.run(current.threads.takeReady(world.random));
  }

  Optional<Instant> nextTimer() {
    return life == null || isFrozen ? Optional.empty() : life.threads.nextDue();
  }

  void runTimer() {
    var current = Objects.requireNonNull(life);
    current.run(current.threads.takeDue());
  }

  /** The alarm clock rings here; a process that is dead or stopped does not hear it. */
  void ring(List<String> groups) {
    if (life != null && !isFrozen) {
      var current = life;
      current.run(() -> current.store.ring(groups));
    }
  }

  /** What is alive from a start to a death; null while it is dead. */
  @Nullable Object life() {
    return life;
  }

  /** Whether requests are answered. */
  boolean isAnswering() {
    return life != null && !isFrozen && life.daemon.isAnswering();
  }

  /** Has the process check the source. */
  void checkSource() {
    request((daemon, faulty) -> {
      faulty.sources().request(SimulatedWorld.SOURCE);
      daemon.announce(SimulatedWorld.SOURCE);
    });
  }

  /** What a request does. */
  interface Request {
    void handle(SimulatedDaemon daemon, StateStore store);
  }

  /** Has the process handle a request; refused by doing nothing while it does not answer. */
  void request(Request request) {
    if (isAnswering()) {
      var current = Objects.requireNonNull(life);
      current.run(() -> request.handle(current.daemon, current.store));
    }
  }

  /** Takes deliveries from Kafka, if there are any and it can. */
  void takeDeliveries() {
    if (isAnswering()) {
      var current = Objects.requireNonNull(life);
      current.run(current::takeDeliveries);
    }
  }

  /** From a start to a death. */
  private final class Life implements FaultPlan, SimulatedPlatform.Steps {

    private final SimulatedThreads threads = new SimulatedThreads(world.clock);
    private final InMemoryStateStore store = world.store.handle(this, this::write);
    private final SimulatedDaemon daemon;
    private final SimulatedKafka kafka;
    private boolean isDead;
    private int frames;

    Life() {
      var git = new SimulatedMirror.Git(this::beforeGit, this::whileFetching, this::isPruning);
      var mirror = new SimulatedMirror(world.remote, disk, git);
      kafka =
          new SimulatedKafka(
              world.brokers,
              this::atBrokers,
              new HookPorts(
                  _ -> Optional.empty(),
                  store.deliveries(),
                  store.audit(),
                  this::announce,
                  _ -> {}),
              threads);
      daemon =
          new SimulatedDaemon(
              new SimulatedDaemon.Effects(
                  () -> store,
                  new SimulatedPlatform(world.container, this),
                  folder,
                  threads,
                  world.random,
                  this::atStep,
                  this::take,
                  kafka::events),
              new Followed(
                  SimulatedWorld.SOURCE, "main", mirror, mirror, VersionsPerBurst.EVERY_MERGE),
              mirror);
    }

    /** A writer takes what jobs ask for, once others have asked as well. */
    private void write(String name, Runnable writer) {
      run(() -> world.jobs.askMeanwhile(SimulatedProcess.this));
      writer.run();
    }

    @Override
    public boolean isLocked() {
      return world.isMishap(60);
    }

    @Override
    public void beforeInsert(Run run) {
      if (run.job().equals(SimulatedJobs.POISON)) {
        throw new SimulatedJobs.Poison();
      }
    }

    @Override
    public boolean concernsAll(Throwable failure) {
      return !(failure instanceof SimulatedJobs.Poison);
    }

    void run(Runnable task) {
      frames++;
      try {
        task.run();
      } finally {
        frames--;
      }
    }

    void takeDeliveries() {
      try {
        kafka.takeDeliveries();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void requireAlive() {
      if (isDead) {
        throw new Crash();
      }
    }

    private void mayCrash(int perMille) {
      requireAlive();
      if (world.isMishap(perMille)) {
        crash();
      }
    }

    private void crash() {
      world.tell(name + " crashes");
      kill();
      isDead = true;
      throw new Crash();
    }

    private void atStep(String step) {
      world.tell(name + " did the start step " + step);
      mayCrash(20);
    }

    @Override
    public void beforeCommit(String method) {
      world.countTransaction(method);
      database();
    }

    @Override
    public void afterCommit(String method) {
      if (method.equals("runs.begin")) {
        world.jobs.checkReconciling();
      }
      database();
    }

    private void database() {
      mayCrash(3);
      if (world.isMishap(8)) {
        throw new StateStoreException("The database went away", true, new IllegalStateException());
      }
    }

    /**
     * The subscriber may refuse, or take events while its answer gets lost, or the process dies.
     */
    private void take(List<RecordedChange> changes, Lease lease) throws UndeliveredException {
      mayCrash(5);
      if (world.isMishap(60)) {
        throw new UndeliveredException("The subscriber is away", null);
      }
      world.subscriber.take(changes, lease);
      mayCrash(5);
      if (world.isMishap(30)) {
        throw new UndeliveredException("The subscriber did not answer", null);
      }
    }

    /** A delivery from Kafka is recorded. */
    private void announce(SourceId source) {
      world.merges.recorded(world.store.allDeliveries().getLast());
      daemon.announce(source);
    }

    private void atBrokers(String what) {
      mayCrash(5);
      world.aroundBrokers(SimulatedProcess.this, what);
      requireAlive();
    }

    private void beforeGit() {
      mayCrash(3);
      if (world.isMishap(15)) {
        throw GitFailures.unreachable();
      }
    }

    private void whileFetching() {
      world.meanwhile();
      requireAlive();
    }

    private boolean isPruning() {
      return world.isMishap(200);
    }

    @Override
    public void around(String when) {
      world.aroundStep(SimulatedProcess.this, when);
      mayCrash(30);
    }

    @Override
    public void changing(StepContext context) {
      requireAlive();
      world.requireWriter(SimulatedProcess.this, context);
    }

    @Override
    public Instant now() {
      return world.clock.instant();
    }
  }
}

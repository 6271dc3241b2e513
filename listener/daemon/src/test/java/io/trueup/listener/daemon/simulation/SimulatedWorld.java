package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.daemon.kafka.SimulatedBrokers;
import io.trueup.listener.daemon.kafka.SimulatedKafka;
import io.trueup.listener.engine.git.GitException;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything that happens to a daemon of two processes, one thing after another, by a seed. */
final class SimulatedWorld {

  static final SourceId SOURCE = new SourceId("acme");
  private static final int MANY = 10_000;
  private static final Duration LEASE = Duration.ofSeconds(15);

  final Random random;
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final InMemoryStateStore store = new InMemoryStateStore(clock);
  final SimulatedRemote remote = new SimulatedRemote();
  final SimulatedSubscriber subscriber = new SimulatedSubscriber(this::fail);
  final SimulatedBrokers brokers;
  final SimulatedContainer container = new SimulatedContainer(this::fail);
  final SimulatedOperators operators = new SimulatedOperators(this);
  final SimulatedOrders orders;
  final SimulatedJobs jobs = new SimulatedJobs(this);
  final GateOracle oracle = new GateOracle(this);
  final SeenDecisions seen = new SeenDecisions();
  final List<SimulatedProcess> processes =
      List.of(new SimulatedProcess("a", this), new SimulatedProcess("b", this));
  final SimulatedMerges merges;
  final List<String> story = new ArrayList<>();
  private final SimulatedTime time = new SimulatedTime(this);
  private @Nullable AssertionError failure;
  private boolean areThereMishaps = true;
  private boolean isLastRound;
  private int depth;
  private int transactions;
  private int mishaps;

  SimulatedWorld(long seed) {
    random = new Random(seed);
    merges = new SimulatedMerges(this);
    orders = new SimulatedOrders(this);
    brokers = new SimulatedBrokers(new Kafka());
    store.observe(seen);
    store.changes().register(SimulatedDaemon.SUBSCRIBER, 0);
    store.changes().register(SimulatedKafka.READER, 0);
    processes.forEach(SimulatedProcess::start);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Whether a mishap of such a probability happens now. */
  boolean isMishap(int perMille) {
    var isOne = areThereMishaps && random.nextInt(1000) < perMille;
    mishaps += isOne ? 1 : 0;
    return isOne;
  }

  /** Whether anything may still go wrong that jobs and daemons must live with. */
  boolean areThereMishaps() {
    return areThereMishaps;
  }

  /** From now on nothing goes wrong. */
  void endMishaps() {
    areThereMishaps = false;
  }

  /** How many mishaps and ends of processes there were. */
  int mishaps() {
    return mishaps;
  }

  void countTransaction(String method) {
    check(++transactions < MANY, () -> "It turns in circles at " + method);
  }

  void tell(String what) {
    story.add(clock.instant() + " " + what);
  }

  void check(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      fail(otherwise.get());
    }
  }

  /** Keeps the first failure: the daemon may catch the error, as it does with every bug. */
  void fail(String what) {
    var error = new AssertionError(what);
    if (failure == null) {
      failure = error;
    }
    throw error;
  }

  /** A bug that the daemon caught and logged. */
  void bug(Throwable cause) {
    if (failure == null) {
      failure = new AssertionError("The daemon caught a bug: " + cause, cause);
    }
  }

  /** Around a step: the process may pause for longer than a lease, and others act meanwhile. */
  void aroundStep(SimulatedProcess process, String when) {
    if (isLastRound && depth == 0 && chance(50)) {
      tell("a merge is rolled out " + when + " a step");
      overtake();
    }
    if (isMishap(50)) {
      throw new SimulatedPlatform.Mishap();
    }
    if (isMishap(40) && depth < 2) {
      pause(process, when + " a step");
    }
  }

  /** Between a process and brokers: it may pause, and partitions may go to others. */
  void aroundBrokers(SimulatedProcess process, String what) {
    if (isMishap(20)) {
      brokers.act();
    }
    if (isMishap(20) && depth < 2) {
      pause(process, "when it " + what);
    }
  }

  /** What the brokers know of the world. */
  private final class Kafka implements SimulatedBrokers.World {

    @Override
    public RandomGenerator random() {
      return random;
    }

    @Override
    public boolean isMishap(int perMille) {
      return SimulatedWorld.this.isMishap(perMille);
    }

    @Override
    public Instant now() {
      return clock.instant();
    }

    @Override
    public void tell(String what) {
      SimulatedWorld.this.tell(what);
    }

    @Override
    public void fail(String what) {
      SimulatedWorld.this.fail(what);
    }
  }

  /** The whole machine stops for a while, or only the thread that carries the step out. */
  private void pause(SimulatedProcess process, String when) {
    var isWhole = chance(60);
    tell(process.name + (isWhole ? " stops " : " is slow ") + when);
    if (isWhole) {
      process.freeze();
    }
    pass(LEASE.plusSeconds(1));
    act();
    act();
    process.thaw();
  }

  /** The other process takes a merge of views all the way while a node is being changed. */
  private void overtake() {
    depth++;
    merges.pushView();
    rollOut(processes.getLast());
    depth--;
  }

  /** Jobs begin, and merges are rolled out while they have their nodes changed. */
  void inLastRound(Runnable begins) {
    isLastRound = true;
    begins.run();
    isLastRound = false;
  }

  /** A process rolls out what is merged, as far as it does not wait for jobs. */
  void rollOut(SimulatedProcess process) {
    process.checkSource();
    drain(process);
    operators.openGates(process);
    drain(process);
  }

  /** Others go on while something takes its time. */
  void meanwhile() {
    if (areThereMishaps && !merges.isMisbehaving() && depth < 2 && chance(20)) {
      tell("meanwhile");
      act();
      act();
    }
  }

  /** A daemon changes the container: it must be the one that may. */
  void requireWriter(SimulatedProcess process, StepContext context) {
    var platform = PlatformId.parse(context.platform());
    var holder = store.leases().holder(Lease.resource(platform)).orElse("nobody");
    var mayWrite =
        context.origin().startsWith("job ")
            ? store.runs().live(platform).stream()
                .anyMatch(it -> it.state() == Run.State.RECONCILING)
            : context.origin().startsWith("rollout ")
                ? holder.equals(process.name)
                : holder.startsWith(process.name + " for operator ann");
    check(
        mayWrite,
        () ->
            "P2: %s changes %s for '%s' while '%s' holds it"
                .formatted(process.name, platform, context.origin(), holder));
  }

  /** One thing happens. */
  void act() {
    depth++;
    transactions = 0;
    try {
      for (var process : processes) {
        if (process.isDead() && chance(15)) {
          tell(process.name + " starts");
          process.start();
        }
      }
      attempt();
    } catch (Crash e) {
      tell("crash");
    } catch (LostLeaseException e) {
      tell("fenced off");
    } catch (StateStoreException e) {
      tell("the database failed");
    } catch (GitException e) {
      tell("git failed: " + e.getMessage());
    } finally {
      depth--;
    }
    raise();
  }

  /** Throws what went wrong in a task, where the daemon caught it. */
  void raise() {
    if (failure != null) {
      throw failure;
    }
  }

  private void attempt() {
    switch (random.nextInt(47)) {
      case 0, 1, 2, 3 -> merges.push();
      case 4 -> misbehave();
      case 5, 6 -> merges.deliver(anyProcess());
      case 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 -> work();
      case 17, 18, 19, 20 -> jobs.act(anyProcess(), anyNode());
      case 21, 22 -> jobs.endAny(anyProcess());
      case 23, 24, 25 -> operators.act(anyProcess(), anyPlatform());
      case 26 -> stop(anyProcess());
      case 27, 28, 29, 30, 31, 32 -> order(anyProcess(), anyPlatform());
      case 33 -> sleep();
      case 34 -> brokers.act();
      case 35, 36 -> brokers.send();
      case 37, 38, 39, 40 -> takeDeliveries(anyProcess());
      default -> {
        pass(Duration.ofSeconds(random.nextInt(40)));
        jobs.forgetExpired();
      }
    }
  }

  SimulatedProcess anyProcess() {
    return processes.get(random.nextInt(processes.size()));
  }

  private void misbehave() {
    if (depth <= 1) {
      merges.misbehave();
    }
  }

  private void order(SimulatedProcess process, PlatformId platform) {
    process.request((daemon, handle) -> {
      SimulatedOperators.logIn(handle);
      orders.act(daemon, handle, platform);
    });
  }

  /** Every machine sleeps through what happens meanwhile: windows and schedules come and go. */
  private void sleep() {
    if (depth > 1) {
      return;
    }
    var length = Duration.ofSeconds(60 + random.nextInt(7200));
    tell("all machines sleep for " + length);
    processes.forEach(SimulatedProcess::freeze);
    pass(length);
    processes.forEach(SimulatedProcess::thaw);
    jobs.forgetExpired();
  }

  private PlatformId anyPlatform() {
    return new PlatformId(SOURCE, anyName());
  }

  /** Mostly one that there is. */
  NodeKey anyNode() {
    var known = chance(80) ? ingestions() : List.<NodeKey>of();
    return !known.isEmpty()
        ? known.get(random.nextInt(known.size()))
        : NodeKey.ingest(anyName(), "S" + random.nextInt(4));
  }

  private String anyName() {
    return SimulatedModels.PLATFORMS.get(random.nextInt(SimulatedModels.PLATFORMS.size()));
  }

  private void work() {
    var able = processes.stream().filter(SimulatedProcess::canWork).toList();
    if (!able.isEmpty()) {
      able.get(random.nextInt(able.size())).work();
    }
  }

  private void stop(SimulatedProcess process) {
    mishaps++;
    if (chance(70)) {
      tell(process.name + " is killed");
      process.kill();
    } else {
      tell(process.name + " is closed");
      process.close();
    }
  }

  /** Time passes for whatever can work. */
  void pass(Duration duration) {
    transactions = 0;
    time.pass(duration);
  }

  void takeDeliveries(SimulatedProcess process) {
    if (!merges.isMisbehaving()) {
      process.takeDeliveries();
    }
  }

  private void drain(SimulatedProcess process) {
    for (var i = 0; process.canWork(); i++) {
      check(i < 1000, () -> process.name + " never comes to rest");
      process.work();
    }
  }

  /** One process after another, in any order: where one cannot read a commit, another may. */
  void drainAll() {
    var order = new ArrayList<>(processes);
    Collections.shuffle(order, random);
    order.forEach(this::drain);
  }

  /** Every ingestion that there is, or was. */
  List<NodeKey> ingestions() {
    return SimulatedModels.PLATFORMS.stream()
        .flatMap(it -> store.nodeRecords(new PlatformId(SOURCE, it)).stream())
        .map(it -> it.key())
        .filter(it -> it.isA(NodeKind.INGEST))
        .toList();
  }
}

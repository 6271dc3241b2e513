package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.daemon.kafka.SimulatedBrokers;
import io.trueup.listener.daemon.kafka.SimulatedKafka;
import io.trueup.listener.engine.git.GitException;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.spi.StepContext;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NewDelivery;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
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
  final List<Delivery> acknowledged = new ArrayList<>();

  /** Where the branch was when a delivery asked for a check, by the request's generation. */
  final NavigableMap<Long, CommitId> announced = new TreeMap<>();

  final List<String> story = new ArrayList<>();
  private final SimulatedModels models;
  private @Nullable AssertionError failure;
  private boolean areThereMishaps = true;
  private boolean isMisbehaving;
  private boolean isRewritten;
  private boolean isLastRound;
  private int depth;
  private int ids;
  private int transactions;
  private int mishaps;

  SimulatedWorld(long seed) {
    random = new Random(seed);
    models = new SimulatedModels(random);
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
    remote.push(remote.headCommit(), models.nextView());
    rollOut(processes.getLast());
    depth--;
  }

  private void rollOut(SimulatedProcess process) {
    process.request((daemon, faulty) -> {
      faulty.sources().request(SOURCE);
      daemon.announce(SOURCE);
    });
    drain(process);
    operators.openGates(process);
    drain(process);
  }

  /** Others go on while something takes its time. */
  void meanwhile() {
    if (areThereMishaps && !isMisbehaving && depth < 2 && chance(20)) {
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
      case 0, 1, 2, 3 -> push();
      case 4 -> misbehave();
      case 5, 6 -> deliver(anyProcess());
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

  private SimulatedProcess anyProcess() {
    return processes.get(random.nextInt(processes.size()));
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

  /** Time passes, every timer that becomes due runs, and the alarm clock rings. */
  private void pass(Duration duration) {
    transactions = 0;
    var until = clock.instant().plus(duration);
    var next = nextTimer(until);
    while (next.isPresent()) {
      ringUntil(next.get().nextTimer().orElseThrow());
      next.get().runTimer();
      next = nextTimer(until);
    }
    ringUntil(until);
  }

  /** Each ring is heard by one process, or lost. */
  private void ringUntil(Instant until) {
    while (store.nextRing().filter(at -> !at.isAfter(until)).isPresent()) {
      advanceTo(store.nextRing().orElseThrow());
      var groups = store.takeRing();
      if (!isMishap(50)) {
        anyProcess().ring(groups);
      }
    }
    advanceTo(until);
  }

  private void advanceTo(Instant at) {
    if (at.isAfter(clock.instant())) {
      clock.set(at);
    }
  }

  private Optional<SimulatedProcess> nextTimer(Instant until) {
    return processes.stream()
        .filter(it -> it.nextTimer().filter(due -> !due.isAfter(until)).isPresent())
        .min(Comparator.comparing(it -> it.nextTimer().orElseThrow()));
  }

  private void push() {
    if (isMisbehaving) {
      return;
    }
    var head = remote.headCommit();
    if (chance(15)) {
      tell("a broken merge " + remote.push(head, null));
    } else if (chance(10)) {
      tell("a breaking merge " + remote.pushBreaking(head, models.next()));
    } else {
      tell("a merge " + remote.push(head, models.next()));
    }
    if (chance(60)) {
      deliver(anyProcess());
    }
  }

  /** The branch is rewritten, set back or deleted; mostly it is put right again. */
  private void misbehave() {
    var head = remote.headCommit();
    var accepted = store.sources().find(SOURCE).map(it -> it.acceptedCommit()).orElse(null);
    if (isMisbehaving || depth > 1 || head == null || !head.equals(accepted)) {
      return; // what was never accepted may be rewritten by anybody
    }
    var parent = remote.commit(head).parent();
    if (chance(20)) {
      isRewritten = true;
      tell("the branch is rewritten to " + remote.push(parent, models.next()));
      return;
    }
    isMisbehaving = true;
    switch (random.nextInt(3)) {
      case 0 -> remote.delete();
      case 1 -> remote.moveTo(parent == null ? head : parent);
      default -> remote.push(parent, models.next());
    }
    tell("the branch is no fast-forward");
    try {
      var process = anyProcess();
      process.request((daemon, faulty) -> {
        faulty.sources().request(SOURCE);
        daemon.announce(SOURCE);
      });
      for (var i = 0; i < 3 && process.canWork(); i++) {
        process.work();
      }
    } finally {
      isMisbehaving = false;
      remote.restore();
      remote.moveTo(head);
      tell("the branch is as it was");
    }
  }

  private void deliver(SimulatedProcess process) {
    if (isMisbehaving) {
      return;
    }
    var id = "d" + (chance(20) ? random.nextInt(ids + 1) : ++ids);
    var delivery = new NewDelivery(SOURCE, id, "push", id, new byte[0], Map.of(), null);
    process.request((daemon, faulty) ->
        faulty
            .deliveries()
            .record(delivery)
            .ifPresent(it -> {
              recorded(it);
              tell("delivery " + id + " to " + process.name);
              daemon.announce(SOURCE);
            }));
  }

  /** A delivery is recorded, and asks for a check of what the branch is at now. */
  void recorded(Delivery delivery) {
    acknowledged.add(delivery);
    var head = remote.headCommit();
    if (head != null) {
      announced.putIfAbsent(delivery.generation(), head);
    }
  }

  private void takeDeliveries(SimulatedProcess process) {
    if (!isMisbehaving) {
      process.takeDeliveries();
    }
  }

  /** Everything that was sent to Kafka is taken. */
  private void takeAllDeliveries() {
    for (var round = 0; !brokers.isInboxRead(); round++) {
      check(round < 100, () -> "P1: records are never read");
      processes.forEach(this::takeDeliveries);
      pass(Duration.ofSeconds(1));
    }
  }

  private void drain(SimulatedProcess process) {
    for (var i = 0; process.canWork(); i++) {
      check(i < 1000, () -> process.name + " never comes to rest");
      process.work();
    }
  }

  /** One process after another, in any order: where one cannot read a commit, another may. */
  private void drainAll() {
    var order = new ArrayList<>(processes);
    Collections.shuffle(order, random);
    order.forEach(this::drain);
  }

  /** No mishaps any more, and every process works. */
  private void recover() {
    areThereMishaps = false;
    remote.restore();
    for (var process : processes) {
      process.thaw();
      if (process.isDead()) {
        process.start();
      }
    }
    drainAll();
    pass(Duration.ofSeconds(10)); // whose opening failed tries again
    drainAll();
    check(
        processes.stream().allMatch(SimulatedProcess::isAnswering),
        () -> "A daemon does not open although nothing is in its way");
    takeAllDeliveries();
    drainAll();
  }

  /**
   * The last merges are rolled out while jobs have their nodes changed. Whatever these leave behind
   * stays: no merge comes after them that would put it right.
   */
  void lastRound() {
    recover();
    pass(Duration.ofMinutes(2));
    jobs.endAll(processes.getFirst());
    rollBackSome();
    push();
    rollOut(processes.getFirst());
    isLastRound = true;
    ingestions().forEach(it -> jobs.begin(processes.getFirst(), it));
    isLastRound = false;
    raise();
  }

  /** Operators move platforms back, and merges come that must not undo it. */
  private void rollBackSome() {
    var process = processes.getFirst();
    for (var name : SimulatedModels.PLATFORMS) {
      if (chance(30)) {
        process.request((daemon, handle) -> {
          SimulatedOperators.logIn(handle);
          orders.rollBack(daemon, handle, new PlatformId(SOURCE, name));
        });
        drainAll();
      }
    }
    for (var i = 0; i < 2; i++) {
      push();
      process.request((daemon, handle) -> {
        handle.sources().request(SOURCE);
        daemon.announce(SOURCE);
      });
      drainAll();
      pass(Duration.ofMinutes(2));
      drainAll();
    }
  }

  private List<NodeKey> ingestions() {
    return SimulatedModels.PLATFORMS.stream()
        .flatMap(it -> store.nodeRecords(new PlatformId(SOURCE, it)).stream())
        .map(it -> it.key())
        .filter(it -> it.isA(NodeKind.INGEST))
        .toList();
  }

  /**
   * Jobs and operators do their part until nothing moves. The daemon is asked for nothing that it
   * has to find by itself.
   */
  void settle() {
    recover();
    if (isRewritten) {
      remote.push(remote.headCommit(), models.next());
    }
    for (var round = 0; round < 60 && (round == 0 || !isSettled()); round++) {
      pass(Duration.ofMinutes(2));
      jobs.endAll(processes.getFirst());
      var process = processes.get(round % 2);
      operators.openGates(process);
      drainAll();
      if (round > 2) {
        operators.applyWhatNeedsApproval(process);
      }
      ingestions().forEach(it -> jobs.begin(process, it));
      drainAll();
      raise();
    }
    jobs.endAll(processes.getFirst());
    for (var round = 0; round < 10 && heard() < store.countChanges(); round++) {
      pass(Duration.ofMinutes(1)); // a process hears of the other's changes at its next sweep
      drainAll();
    }
  }

  /** The last event that everybody heard of. */
  private long heard() {
    return Math.min(subscriber.last(), brokers.lastEvent());
  }

  private boolean isSettled() {
    var source = store.sources().find(SOURCE).orElseThrow();
    return source.processed() == source.requested()
        && (remote.headCommit() == null || remote.headCommit().equals(source.checkedCommit()))
        && store.platforms().all().stream()
            .allMatch(it -> it.realized().version() == it.merged().version());
  }

  /** The newest commit of the branch whose model was to be accepted. */
  Optional<CommitOf> newestGood() {
    for (var at = remote.headCommit(); at != null; at = remote.commit(at).parent()) {
      var commit = remote.commit(at);
      if (commit.model() != null && (!commit.isBreaking() || wasAccepted(commit.id()))) {
        return Optional.of(new CommitOf(commit));
      }
    }
    return Optional.empty();
  }

  private boolean wasAccepted(CommitId commit) {
    return store.versions().newest(SOURCE, MANY).stream()
        .anyMatch(it -> it.accepted() && it.commit().equals(commit));
  }

  /** A commit with a model. */
  record CommitOf(SimulatedRemote.Commit commit) {
    PlatformGraph graph(String platformName) {
      return Objects.requireNonNull(
          Objects.requireNonNull(commit.model()).graphs().get(platformName));
    }
  }
}

package io.trueup.listener.simulation;

import io.trueup.listener.nodetime.NodeTime;
import io.trueup.listener.rollout.PlatformModels;
import io.trueup.listener.rollout.PlatformWorker;
import io.trueup.listener.source.SourceWorker;
import io.trueup.listener.source.VersionsPerBurst;
import io.trueup.listener.work.Leaseholder;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.Delivery;
import io.trueup.statestore.Lease;
import io.trueup.statestore.LostLeaseException;
import io.trueup.statestore.NewDelivery;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.testing.FaultPlan;
import io.trueup.statestore.testing.InMemoryStateStore;
import io.trueup.statestore.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that happens to a daemon of two processes, one thing after the other, as a seed has
 * it.
 */
final class SimulatedWorld {

  static final SourceId SOURCE = new SourceId("acme");
  private static final Actor ANN = new Actor("ann", "192.0.2.7");
  private static final int MANY = 10_000;
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RUN = Duration.ofMinutes(30);
  private static final Duration RECONCILE = Duration.ofSeconds(60);

  final Random random;
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  final InMemoryStateStore store;
  final SimulatedGit git = new SimulatedGit(this::meanwhile);
  final SimulatedPlatform platform;
  final List<Delivery> acknowledged = new ArrayList<>();

  /** Where the branch was when somebody asked for a look, by the request's generation. */
  final NavigableMap<Long, CommitId> announced = new TreeMap<>();

  final List<String> story = new ArrayList<>();
  private final SimulatedModels models;
  private final List<DaemonProcess> processes = new ArrayList<>();
  private final Map<NodeKey, Fingerprint> lastRan = new HashMap<>();
  private final Map<NodeKey, RunId> running = new TreeMap<>();
  private boolean areThereMishaps = true;
  private boolean isMisbehaving;
  private boolean isLastRound;
  private int depth;
  private int ids;
  private int transactions;

  /** One process of the daemon, with nothing in memory that matters. */
  private record DaemonProcess(SourceWorker source, PlatformWorker platforms, NodeTime nodeTime) {}

  SimulatedWorld(long seed) {
    random = new Random(seed);
    models = new SimulatedModels(random);
    platform = new SimulatedPlatform(this::platformMishap);
    store = new InMemoryStateStore(clock);
    store.sources().declare(SOURCE);
    store
        .tokens()
        .add("ann", ApiTokens.Scope.OPERATE, "0".repeat(64), null, new Actor("ann", "192.0.2.7"));
    for (var holder : List.of("a", "b")) {
      processes.add(process(holder));
    }
  }

  private DaemonProcess process(String holder) {
    var faulty =
        store.handle(
            new FaultPlan() {
              @Override
              public void beforeCommit(String method) {
                check(++transactions < MANY, () -> "It turns in circles at " + method);
                databaseMishap();
              }

              @Override
              public void afterCommit(String method) {
                databaseMishap();
              }
            });
    var leases = leases(faulty, holder);
    var followed =
        new SourceWorker.Followed(SOURCE, "main", git, git, VersionsPerBurst.EVERY_MERGE);
    var graphs = new PlatformModels(faulty, Map.of(SOURCE, git));
    return new DaemonProcess(
        new SourceWorker(followed, faulty, leases),
        new PlatformWorker(faulty, leases, graphs, platform),
        new NodeTime(faulty, graphs, platform, _ -> {}));
  }

  private static Leaseholder leases(StateStore store, String holder) {
    return new Leaseholder() {
      @Override
      public Optional<Lease> claim(String resource) {
        return store.leases().claim(resource, holder, LEASE);
      }

      @Override
      public void release(Lease lease) {
        store.leases().release(lease);
      }
    };
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void databaseMishap() {
    if (areThereMishaps && chance(2)) {
      throw new StateStoreException("The database went away", true, new IllegalStateException());
    }
    if (areThereMishaps && chance(1)) {
      throw new Crash();
    }
  }

  /**
   * A step may fail, kill the process, or take so long that another process takes over meanwhile.
   */
  private void platformMishap(String when) {
    if (isLastRound && depth == 0 && chance(50)) {
      tell("a merge is rolled out " + when + " a step");
      overtake();
    }
    if (!areThereMishaps) {
      return;
    }
    if (chance(5)) {
      throw new SimulatedPlatform.Mishap();
    }
    if (chance(3)) {
      throw new Crash();
    }
    if (chance(4) && depth < 2) {
      clock.advance(LEASE.plusSeconds(1));
      tell("a pause " + when + " a step");
      act();
      act();
    }
  }

  /** The other process takes a merge of views all the way while a node is being changed. */
  private void overtake() {
    depth++;
    git.push(git.headCommit(), models.nextView());
    rollOut(1);
    depth--;
  }

  private void rollOut(int process) {
    transactions = 0;
    store.sources().request(SOURCE);
    look(process);
    for (var name : SimulatedModels.PLATFORMS) {
      var id = new PlatformId(SOURCE, name);
      store.platforms().resume(id, ANN, "to go on");
      store.platforms().requestSync(id, ANN, "to go on");
      advance(process, id);
    }
  }

  /** Others go on while somebody looks; the head that was read is not the newest then. */
  private void meanwhile() {
    if (areThereMishaps && !isMisbehaving && depth < 2 && chance(20)) {
      tell("meanwhile");
      act();
      act();
    }
  }

  private void tell(String what) {
    story.add(clock.instant() + " " + what);
  }

  /** One thing happens. */
  void act() {
    depth++;
    transactions = 0;
    try {
      attempt();
    } catch (Crash e) {
      tell("crash");
    } catch (LostLeaseException e) {
      tell("fenced off");
    } catch (StateStoreException e) {
      tell("the database failed");
    } finally {
      depth--;
    }
  }

  private void attempt() {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> push();
      case 3 -> misbehave();
      case 4, 5 -> deliver();
      case 6 -> store.sources().request(SOURCE);
      case 7, 8, 9 -> look(random.nextInt(2));
      case 10, 11, 12 -> advance(random.nextInt(2), anyPlatform());
      case 13, 14, 15 -> beginRun(random.nextInt(2), anyNode());
      case 16, 17 -> endRun();
      case 18 -> operate();
      default -> {
        clock.advance(Duration.ofSeconds(random.nextInt(40)));
        forgetExpired();
      }
    }
  }

  private PlatformId anyPlatform() {
    return new PlatformId(SOURCE, SimulatedModels.PLATFORMS.get(random.nextInt(2)));
  }

  private NodeKey anyNode() {
    return NodeKey.ingest(
        SimulatedModels.PLATFORMS.get(random.nextInt(2)), "S" + random.nextInt(4));
  }

  private void push() {
    var isBroken = chance(15);
    var commit = git.push(git.headCommit(), isBroken ? null : models.next());
    tell((isBroken ? "a broken merge " : "a merge ") + commit);
    if (chance(60)) {
      deliver();
    }
  }

  /** Somebody rewrites, sets back or deletes the branch; mostly it is put right again. */
  private void misbehave() {
    var head = git.headCommit();
    var accepted = store.sources().find(SOURCE).orElseThrow().acceptedCommit();
    if (depth > 1 || head == null || !head.equals(accepted)) {
      return; // what was never accepted may be rewritten by anybody
    }
    var parent = git.commit(head).parent();
    isMisbehaving = true;
    switch (random.nextInt(3)) {
      case 0 -> git.delete();
      case 1 -> git.moveTo(parent == null ? head : parent);
      default -> git.push(parent, models.next());
    }
    tell("the branch is no fast-forward");
    store.sources().request(SOURCE);
    try {
      look(0);
    } finally {
      isMisbehaving = false;
      git.restore();
      git.moveTo(head);
      tell("the branch is as it was");
    }
  }

  private void deliver() {
    var id = "d" + (chance(20) ? random.nextInt(ids + 1) : ++ids);
    var delivery = new NewDelivery(SOURCE, id, "push", id, new byte[0], Map.of(), null);
    var head = git.headCommit();
    store
        .deliveries()
        .record(delivery)
        .ifPresent(it -> {
          acknowledged.add(it);
          if (head != null) {
            announced.putIfAbsent(it.generation(), head);
          }
        });
    tell("delivery " + id);
  }

  private void look(int process) {
    tell("look by " + process + ": " + processes.get(process).source().look());
  }

  private void advance(int process, PlatformId id) {
    tell(
        "advance " + id + " by " + process + ": " + processes.get(process).platforms().advance(id));
  }

  private void beginRun(int process, NodeKey node) {
    if (running.containsKey(node)) {
      return;
    }
    var platformName = node.value().split("/", -1)[1];
    var run = new RunId("%032x".formatted(++ids));
    var request =
        new RunRequest(
            run,
            new PlatformId(SOURCE, platformName),
            node,
            lastRan.get(node),
            "job",
            RUN,
            RECONCILE,
            new Actor("nightly-token", "192.0.2.9"));
    var answer = processes.get(process).nodeTime().begin(request);
    tell("job of " + node + ": " + answer);
    if (answer instanceof NodeTime.Answer.Go go) {
      check(
          isAsTold(request.platform(), node, go.fingerprint()),
          () ->
              "A job of %s was told %s and finds %s"
                  .formatted(node, go.fingerprint(), platform.tables.get(node)));
      lastRan.put(node, go.fingerprint());
      running.put(node, run);
      platform.inUse.add(node);
    }
  }

  /** Of an uncertain node a job may find what somebody tried to make of it. */
  private boolean isAsTold(PlatformId id, NodeKey node, Fingerprint told) {
    var found = platform.tables.get(node);
    var isUncertain = store.rollouts().node(id, node).orElseThrow().isUncertain();
    return told.equals(found)
        || (isUncertain && platform.attempted.getOrDefault(node, Set.of()).contains(found));
  }

  private void endRun() {
    running.entrySet().stream()
        .skip(running.isEmpty() ? 0 : random.nextInt(running.size()))
        .findFirst()
        .ifPresent(it -> end(it.getKey(), it.getValue()));
  }

  private void end(NodeKey node, RunId run) {
    running.remove(node);
    platform.inUse.remove(node);
    processes.getFirst().nodeTime().end(run, chance(90));
    tell("job of " + node + " ends");
  }

  /** A run that was never ended counts as gone, and so does its job. */
  private void forgetExpired() {
    running
        .entrySet()
        .removeIf(it -> {
          var isGone =
              store
                  .runExpiry(it.getValue())
                  .map(expiry -> !clock.instant().isBefore(expiry))
                  .orElse(true);
          if (isGone) {
            platform.inUse.remove(it.getKey());
          }
          return isGone;
        });
  }

  private void operate() {
    var id = anyPlatform();
    switch (random.nextInt(3)) {
      case 0 -> store.platforms().pause(id, ANN, "to see", clock.instant().plusSeconds(60));
      case 1 -> store.platforms().resume(id, ANN, "seen");
      default -> store.platforms().requestSync(id, ANN, "please");
    }
    tell("an operator and " + id);
  }

  /**
   * The last merges are rolled out while jobs have their nodes changed. Whatever these leave behind
   * stays: no merge comes after them that would put it right.
   */
  void lastRound() {
    areThereMishaps = false;
    clock.advance(Duration.ofMinutes(2));
    forgetExpired();
    List.copyOf(running.entrySet()).forEach(it -> end(it.getKey(), it.getValue()));
    git.restore();
    push();
    rollOut(0);
    isLastRound = true;
    for (var name : SimulatedModels.PLATFORMS) {
      for (var node : store.nodeRecords(new PlatformId(SOURCE, name))) {
        if (node.key().isA(NodeKind.INGEST)) {
          beginRun(0, node.key());
        }
      }
    }
    isLastRound = false;
  }

  /** No mishaps any more; everybody who is asked does their part until nothing moves. */
  void settle() {
    areThereMishaps = false;
    git.restore();
    store.sources().request(SOURCE);
    for (var round = 0; round < 60; round++) {
      transactions = 0;
      clock.advance(Duration.ofMinutes(2));
      forgetExpired();
      List.copyOf(running.entrySet()).forEach(it -> end(it.getKey(), it.getValue()));
      rollOut(round % 2);
      for (var name : SimulatedModels.PLATFORMS) {
        var id = new PlatformId(SOURCE, name);
        for (var node : store.nodeRecords(id)) {
          if (node.key().isA(NodeKind.INGEST)) {
            beginRun(round % 2, node.key());
          }
        }
        advance(round % 2, id);
      }
    }
  }

  void check(boolean holds, java.util.function.Supplier<String> otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise.get());
    }
  }

  /** The newest good commit that the branch leads to. */
  Optional<CommitOf> newestGood() {
    for (var at = git.headCommit(); at != null; at = git.commit(at).parent()) {
      if (git.commit(at).model() != null) {
        return Optional.of(new CommitOf(git.commit(at)));
      }
    }
    return Optional.empty();
  }

  /** A commit with a model. */
  record CommitOf(SimulatedGit.Commit commit) {
    io.trueup.model.graph.PlatformGraph graph(String platformName) {
      return Objects.requireNonNull(
          Objects.requireNonNull(commit.model()).graphs().get(platformName));
    }
  }
}

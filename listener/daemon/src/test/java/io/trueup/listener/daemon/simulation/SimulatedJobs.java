package io.trueup.listener.daemon.simulation;

import io.trueup.listener.daemon.SimulatedDaemon;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.nodetime.NodeTimeRules;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.Actor;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.DuplicateRunException;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.ChangeOutcome;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Jobs, of which several may ask at the same instant: before the writer of a batch takes what has
 * queued, others ask the same process, so that they share its transaction.
 */
final class SimulatedJobs {

  /** The job whose runs cannot be stored, through no fault of those in its batch. */
  static final String POISON = "poison";

  private static final Duration RUN = Duration.ofMinutes(30);
  private static final Duration RECONCILE = Duration.ofSeconds(60);
  private static final Actor CALLER = new Actor("nightly-token", "192.0.2.9");
  private static final int MOST_AT_ONCE = 6;

  private final NodeTimeRules rules = new NodeTimeRules(new GateRules());
  private final SimulatedWorld world;
  private final Map<NodeKey, Fingerprint> lastRan = new HashMap<>();

  /** What jobs run now, by the run of each node. */
  private final Map<RunId, Job> running = new LinkedHashMap<>();

  /** What jobs were told. */
  private final Map<RunId, Told> told = new LinkedHashMap<>();

  /** The runs of which jobs do not know whether they began. */
  private final Map<RunId, RunRequest> unanswered =
      new TreeMap<>(Comparator.comparing(RunId::value));

  private int ids;
  private int atOnce;

  /** What was asked about last. */
  private NodeKey asked = NodeKey.ingest("", "");

  /** What a job runs on one node. */
  private record Job(RunId whole, NodeKey node, @Nullable CommitId reads) {}

  private record Told(NodeKey node, Run.Answer answer, long version) {}

  /** A run cannot be stored. */
  static final class Poison extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }

  SimulatedJobs(SimulatedWorld world) {
    this.world = world;
  }

  /** The commits that running jobs were told to read the model at. */
  Map<RunId, CommitId> readFrom() {
    var commits = new LinkedHashMap<RunId, CommitId>();
    running.forEach((run, job) -> {
      if (job.reads() != null) {
        commits.put(run, job.reads());
      }
    });
    return commits;
  }

  /** One job does something. */
  void act(SimulatedProcess process, NodeKey node) {
    switch (world.random.nextInt(12)) {
      case 0, 1, 2, 3, 4, 5 -> begin(process, node);
      case 6, 7 -> beginTogether(process, node);
      case 8 -> repeat(process);
      case 9 -> prolong(process);
      default -> endAny(process);
    }
  }

  /** A writer is about to take what has queued: others queue before it does. */
  void askMeanwhile(SimulatedProcess process) {
    while (atOnce < MOST_AT_ONCE && world.chance(40)) {
      atOnce++;
      try {
        var node = world.chance(60) ? asked : world.anyNode();
        if (world.areThereMishaps() && world.chance(30)) {
          beginSlowly(process, node);
        } else {
          act(process, node);
        }
      } catch (Crash | StateStoreException _) {
        world.tell("one that asked at the same instant gets no answer");
      } finally {
        atOnce--;
      }
    }
  }

  void begin(SimulatedProcess process, NodeKey node) {
    if (running.values().stream().anyMatch(it -> it.node().equals(node)) && world.chance(70)) {
      return;
    }
    begin(process, request(nextId(), node, world.isMishap(30) ? POISON : "job"));
  }

  private RunId nextId() {
    return new RunId("%032x".formatted(++ids));
  }

  private RunRequest request(RunId run, NodeKey node, String job) {
    asked = node;
    var platform = new PlatformId(SimulatedWorld.SOURCE, node.value().split("/", -1)[1]);
    return new RunRequest(run, platform, node, lastRan.get(node), job, RUN, RECONCILE, CALLER);
  }

  private void begin(SimulatedProcess process, RunRequest request) {
    process.request((daemon, _) -> {
      var answer = answered(process, List.of(request), () -> daemon.nodeTime().begin(request));
      world.tell("job of %s asks %s: %s".formatted(request.node(), process.name, answer));
      if (answer instanceof Answer.Go go) {
        begun(request, request.id(), go);
      }
    });
  }

  /** A mishap: the run begins, and its thread is so slow from then on that the run expires. */
  private void beginSlowly(SimulatedProcess process, NodeKey node) {
    var request = request(nextId(), node, "job");
    process.request((_, store) -> {
      var begun =
          answered(process, List.of(request), () -> store.runs().begin(request, rules::decide));
      world.tell("job of %s asks %s, which is slow: %s".formatted(node, process.name, begun));
    });
  }

  /** Asks; when there is no answer, the job does not know whether its run began. */
  private <A> @Nullable A answered(
      SimulatedProcess process, List<RunRequest> requests, Supplier<A> ask) {
    var life = process.life();
    var whole = requests.getFirst();
    try {
      var answer = ask.get();
      if (!Objects.equals(process.life(), life)) {
        throw new Crash(); // nothing answers for a process that is dead
      }
      unanswered.remove(whole.id());
      return answer;
    } catch (Poison e) {
      world.check(
          whole.job().equals(POISON),
          () -> "The begin of " + whole + " failed because of another in its batch");
      unanswered.remove(whole.id());
      return null;
    } catch (Crash | StateStoreException e) {
      unanswered.put(whole.id(), whole);
      throw e;
    }
  }

  private void begun(RunRequest request, RunId whole, Answer.Go go) {
    var node = request.node();
    world.check(
        told.put(go.run(), new Told(node, go.answer(), go.version())) == null,
        () -> "Run " + go.run() + " began twice");
    started(request.platform(), whole, go.run(), node, go.fingerprint(), go.version(), go.commit());
  }

  private void started(
      PlatformId platform,
      RunId whole,
      RunId run,
      NodeKey node,
      Fingerprint fingerprint,
      long version,
      @Nullable CommitId commit) {
    world.check(
        isAsTold(platform, node, fingerprint),
        () ->
            "A job of %s was told %s and finds %s"
                .formatted(node, fingerprint, world.container.tables.get(node)));
    lastRan.put(node, fingerprint);
    var state = world.store.platforms().find(platform).orElseThrow();
    var isCurrent = version == state.target().version() || version == state.realized().version();
    running.put(run, new Job(whole, node, isCurrent ? commit : null));
    useNodes();
  }

  /** Of an uncertain node a job may find what an attempt made of it. */
  private boolean isAsTold(PlatformId id, NodeKey node, Fingerprint fingerprint) {
    var found = world.container.tables.get(node);
    var isUncertain = world.store.rollouts().node(id, node).orElseThrow().isUncertain();
    return fingerprint.equals(found)
        || (isUncertain && world.container.attempted.getOrDefault(node, Set.of()).contains(found));
  }

  private void useNodes() {
    world.container.inUse.clear();
    running.values().forEach(it -> world.container.inUse.add(it.node()));
  }

  /** One job begins on several nodes of a platform. */
  private void beginTogether(SimulatedProcess process, NodeKey first) {
    var nodes = new ArrayList<NodeKey>(List.of(first));
    var prefix = first.value().substring(0, first.value().length() - 1);
    for (var i = 0; i < 4; i++) {
      var node = new NodeKey(prefix + i);
      if (!nodes.contains(node) && world.chance(50)) {
        nodes.add(node);
      }
    }
    var whole = nextId();
    var job = world.isMishap(30) ? POISON : "job";
    var requests = new ArrayList<RunRequest>();
    for (var node : nodes) {
      requests.add(request(requests.isEmpty() ? whole : nextId(), node, job));
    }
    var joining = world.chance(60) ? Joining.ALL_OR_NONE : Joining.EACH;
    process.request((daemon, _) -> together(process, daemon, whole, requests, joining));
  }

  private void together(
      SimulatedProcess process,
      SimulatedDaemon daemon,
      RunId whole,
      List<RunRequest> requests,
      Joining joining) {
    var answers =
        answered(
            process, requests, () -> daemon.nodeTime().beginTogether(whole, requests, joining));
    world.tell(
        "job of %s asks %s for %s: %s"
            .formatted(
                requests.stream().map(RunRequest::node).toList(), process.name, joining, answers));
    if (answers == null) {
      return;
    }
    var isAnyRefused =
        answers.stream().anyMatch(it -> it instanceof Answer.Wait || it instanceof Answer.Unknown);
    if (joining == Joining.ALL_OR_NONE && isAnyRefused) {
      world.check(
          answers.stream().noneMatch(Answer.Go.class::isInstance)
              && world.store.allRuns().stream()
                  .noneMatch(it -> it.whole().equals(whole) && it.state().isLive()),
          () -> "Some of run " + whole + " began, although not all could: " + answers);
    }
    for (var i = 0; i < requests.size(); i++) {
      if (answers.get(i) instanceof Answer.Go go) {
        begun(requests.get(i), whole, go);
      }
    }
  }

  /** A job asks again with an id that is in use, or may be. */
  private void repeat(SimulatedProcess process) {
    var known = List.copyOf(world.chance(70) ? unanswered.keySet() : told.keySet());
    if (known.isEmpty()) {
      return;
    }
    var run = known.get(world.random.nextInt(known.size()));
    var before = unanswered.get(run);
    process.request((daemon, store) -> {
      unanswered.remove(run); // it is on its way again
      try {
        var node = before == null ? Objects.requireNonNull(told.get(run)).node() : before.node();
        var request = request(run, node, before == null ? "job" : before.job());
        var answer = answered(process, List.of(request), () -> daemon.nodeTime().begin(request));
        world.tell("job of %s asks again with run %s: %s".formatted(node, run, answer));
        if (answer instanceof Answer.Go go) {
          begun(request, run, go);
        }
      } catch (DuplicateRunException _) {
        world.tell("run " + run + " began before");
        readAnswer(store, run);
      }
    });
  }

  /** The job reads the answer that it missed. */
  private void readAnswer(StateStore store, RunId run) {
    unanswered.remove(run);
    for (var recorded : store.runs().recorded(run)) {
      var found = recorded.run();
      var fingerprint = found.fingerprint();
      if (found.state() == Run.State.OPEN && fingerprint != null && !told.containsKey(found.id())) {
        told.put(found.id(), new Told(found.node(), found.answer(), found.pinned()));
        started(found.platform(), run, found.id(), found.node(), fingerprint, found.pinned(), null);
      }
    }
  }

  private void prolong(SimulatedProcess process) {
    if (running.isEmpty()) {
      return;
    }
    var job = anyRunning();
    process.request((daemon, _) -> {
      var from = world.clock.instant();
      var changed =
          daemon.nodeTime().change(new Change.Prolong(job.whole(), Set.of(), CALLER.name(), RUN));
      world.tell("run %s is prolonged: %s".formatted(job.whole(), changed.outcome()));
      world.check(
          changed.outcome() != ChangeOutcome.CHANGED
              || world.store.allRuns().stream()
                  .anyMatch(it ->
                      it.whole().equals(job.whole()) && !it.expiresAt().isBefore(from.plus(RUN))),
          () -> "P1: the prolongation of run " + job.whole() + " is lost");
    });
  }

  private Job anyRunning() {
    var jobs = List.copyOf(running.values());
    return jobs.get(world.random.nextInt(jobs.size()));
  }

  void endAny(SimulatedProcess process) {
    if (!running.isEmpty()) {
      end(process, anyRunning().whole());
    }
  }

  /** Every job ends. */
  void endAll(SimulatedProcess process) {
    forgetExpired();
    var wholes = new HashSet<RunId>();
    for (var job : List.copyOf(running.values())) {
      if (wholes.add(job.whole())) {
        end(process, job.whole());
      }
    }
  }

  /** The job ends, whether the daemon hears of it or not. */
  private void end(SimulatedProcess process, RunId whole) {
    running.values().removeIf(it -> it.whole().equals(whole));
    useNodes();
    world.tell("the job of run " + whole + " ends");
    process.request((daemon, _) -> {
      var succeeded = world.chance(90);
      var life = process.life();
      var changed =
          daemon.nodeTime().change(new Change.End(whole, Set.of(), CALLER.name(), succeeded));
      world.check(
          !Objects.equals(process.life(), life)
              || changed.outcome() != ChangeOutcome.CHANGED
              || world.store.allRuns().stream()
                  .noneMatch(it -> it.whole().equals(whole) && it.state().isLive()),
          () -> "P1: the end of run " + whole + " is lost");
    });
  }

  /** A run that was never ended counts as gone, and so does its job. */
  void forgetExpired() {
    running
        .keySet()
        .removeIf(run ->
            world
                .store
                .runExpiry(run)
                .map(expiry -> !world.clock.instant().isBefore(expiry))
                .orElse(true));
    useNodes();
  }

  /** Checks that no two runs bring one node to its target. */
  void checkReconciling() {
    var reconciling = new HashMap<NodeKey, RunId>();
    for (var run : world.store.allRuns()) {
      if (run.state() == Run.State.RECONCILING) {
        var other = reconciling.put(run.node(), run.id());
        world.check(
            other == null,
            () -> "P2: runs %s and %s both reconcile %s".formatted(other, run.id(), run.node()));
      }
    }
  }

  /** Checks that what jobs were told is recorded. */
  void check() {
    var runs = new HashMap<RunId, Run>();
    world.store.allRuns().forEach(it -> runs.put(it.id(), it));
    told.forEach((id, it) -> {
      var run = runs.get(id);
      world.check(
          run != null
              && run.node().equals(it.node())
              && run.answer() == it.answer()
              && run.pinned() == it.version(),
          () -> "P1: run %s, of which a job was told %s, is %s".formatted(id, it, run));
    });
  }
}

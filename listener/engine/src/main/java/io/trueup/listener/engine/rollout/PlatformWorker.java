package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.Gate.CredentialGaps;
import io.trueup.listener.engine.work.Leaseholder;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.schedule.ExponentialBackoff;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.ClaimOutcome;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances one platform as far as possible now: claims rollouts that the gate lets through,
 * executes their steps, rolls up. It always resumes from the store; the caller never makes two
 * calls at once for one platform in a process, and the lease keeps other processes away.
 */
public final class PlatformWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PlatformWorker.class);

  /** Each batch takes about twenty round trips, whatever its size. */
  private static final int BATCH = 200;

  private static final Duration AFTER_GIT = Duration.ofSeconds(5);
  private static final ExponentialBackoff RETRIES =
      new ExponentialBackoff(Duration.ofSeconds(2), Duration.ofMinutes(5));

  private final StateStore store;
  private final Leaseholder leases;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;

  public PlatformWorker(
      StateStore store, Leaseholder leases, PlatformModels models, PlatformRuntimes realizers) {
    this.store = store;
    this.leases = leases;
    this.models = models;
    this.realizers = realizers;
  }

  /**
   * Advances a platform as far as possible now.
   *
   * @return when the next work is due by itself; empty when only a poke brings more
   */
  public Optional<Instant> advance(PlatformId platform) {
    if (!models.follows(platform) || !hasWork(platform)) {
      return Optional.empty();
    }
    var lease = leases.claim(Lease.resource(platform));
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    try {
      var progress = new RolloutProgress();
      var started = new StartedSteps(store, realizers, lease.get());
      while (step(lease.get(), platform, progress, started)) {
        // Each step is recorded; the next one is decided from the records.
      }
      return store.platforms().find(platform).flatMap(it -> due(it, started));
    } catch (GitException e) {
      LOG.warn(
          "Platform '{}' waits, because its model cannot be read: {}", platform, e.getMessage());
      return Optional.of(store.now().plus(AFTER_GIT));
    } finally {
      leases.release(lease.get());
    }
  }

  private boolean hasWork(PlatformId platform) {
    return store
        .platforms()
        .find(platform)
        .filter(it -> isMoving(it) || Gate.destination(it).isPresent() || it.waiting() != null)
        .isPresent();
  }

  private static boolean isMoving(PlatformState platform) {
    var rollout = platform.rollout();
    return rollout != null && !rollout.state().isOver();
  }

  private static Optional<Instant> due(PlatformState platform, StartedSteps started) {
    var rollout = platform.rollout();
    if (rollout != null && !rollout.state().isOver()) {
      var next =
          Stream.of(Optional.ofNullable(rollout.retryAt()), started.pollAt(rollout))
              .flatMap(Optional::stream)
              .min(Comparator.naturalOrder());
      if (next.isPresent()) {
        return next;
      }
    }
    var pause = platform.pause();
    return Optional.ofNullable(pause == null ? null : pause.until());
  }

  /** Does one thing; false when nothing is left to do now. */
  private boolean step(Lease lease, PlatformId id, RolloutProgress progress, StartedSteps started) {
    var found = store.platforms().find(id).orElseThrow();
    var rollout = found.rollout();
    var platform = found;
    if (rollout != null && rollout.state() == Rollout.State.EXECUTING) {
      if (execute(lease, found, rollout, progress)
          || started.poll(found, rollout, () -> graph(found, rollout))) {
        return true;
      }
      platform = store.platforms().find(id).orElseThrow();
    }
    if (isMoving(platform)) {
      if (extend(lease, platform)) {
        return true;
      }
      var before = platform.rollout();
      var after = store.rollouts().rollUp(lease, id);
      if (before != null && after.isPresent() && after.get().state() != before.state()) {
        logState(after.get());
        return true;
      }
    }
    return claim(lease, platform);
  }

  /**
   * Checks the plan of a rollout whose steps all landed against its nodes again; true when that
   * added steps.
   */
  private boolean extend(Lease lease, PlatformState platform) {
    var rollout = platform.rollout();
    if (rollout == null || rollout.done() < rollout.steps() || rollout.nodesWaiting() == 0) {
      return false;
    }
    var checked = store.rollouts().recheckPlan(lease, rollout.id()).orElse(null);
    if (checked == null) {
      return false;
    }
    var graph = graph(platform, rollout);
    var plan = realizers.platform(platform.type()).planRollout(graph, checked.nodes());
    var found = LeftBehindNodes.of(plan);
    if (found.steps().isEmpty() && !checked.isLast()) {
      return false;
    }
    store.rollouts().extend(lease, checked, found);
    if (!found.steps().isEmpty()) {
      LOG.info(
          "Platform '{}' changes {} more node(s) for version {}: an earlier job left them behind",
          platform.id(),
          found.steps().size(),
          rollout.to());
    }
    return !found.steps().isEmpty();
  }

  private static void logState(Rollout rollout) {
    switch (rollout.state()) {
      case REALIZED ->
          LOG.info("Platform '{}' reached version {}", rollout.platform(), rollout.to());
      case AWAITING_NODES ->
          LOG.info(
              "Platform '{}' finished the merge-time steps of version {}; {} nodes wait for their"
                  + " jobs",
              rollout.platform(),
              rollout.to(),
              rollout.nodesWaiting());
      case EXECUTING, SUPERSEDED, CANCELLED -> {}
    }
  }

  private boolean execute(
      Lease lease, PlatformState platform, Rollout rollout, RolloutProgress progress) {
    progress.at(rollout, rollout.done(), store.now()).ifPresent(LOG::info);
    var steps = store.rollouts().beginSteps(lease, rollout.id(), BATCH);
    if (steps.isEmpty()) {
      return false;
    }
    var graph = graph(platform, rollout);
    var planned = steps.stream().map(RolloutStep::planned).toList();
    var context = context(store, lease, rollout);
    var outcomes = realizers.executor(platform.type()).execute(context, graph, planned);
    var now = store.now();
    var results = new ArrayList<StepResult>();
    for (var i = 0; i < steps.size(); i++) {
      results.add(result(steps.get(i), outcomes.get(i), graph, now));
    }
    logFailures(platform.id(), steps, results);
    store.rollouts().recordSteps(lease, rollout.id(), results);
    return true;
  }

  /** For whom the steps of a rollout are carried out or polled. */
  static StepContext context(StateStore store, Lease lease, Rollout rollout) {
    return new StepContext(
        rollout.platform().toString(),
        "rollout " + rollout.id(),
        () -> store.leases().requireHeld(lease));
  }

  /** The result to record for a step's outcome. */
  static StepResult result(
      RolloutStep step, StepOutcome outcome, PlatformGraph graph, Instant now) {
    return switch (outcome) {
      case StepOutcome.Done(var statements) -> {
        var node = graph.nodes().get(step.planned().node());
        var realized =
            step.planned().action() == StepAction.RETIRE || node == null
                ? null
                : node.fingerprint();
        yield new StepResult.Landed(step.ordinal(), realized, statements);
      }
      case StepOutcome.Started(var handle) -> new StepResult.Started(step.ordinal(), handle);
      case StepOutcome.Failed(var message) -> notLanded(step, message, now);
      case StepOutcome.Refused(var message) -> notLanded(step, "Refused: " + message, now);
    };
  }

  private static StepResult notLanded(RolloutStep step, String message, Instant now) {
    var wait = RETRIES.after(step.attempts() - 1);
    return new StepResult.NotLanded(step.ordinal(), message, now.plus(wait));
  }

  /**
   * Logs one line for each new reason: a container that is down fails every step in the same way.
   */
  static void logFailures(PlatformId platform, List<RolloutStep> steps, List<StepResult> results) {
    var counts = new HashMap<String, Integer>();
    for (var i = 0; i < steps.size(); i++) {
      if (results.get(i) instanceof StepResult.NotLanded(_, var error, _)
          && !error.equals(steps.get(i).error())) {
        counts.merge(error, 1, Integer::sum);
      }
    }
    counts.forEach(
        (error, count) ->
            LOG.warn(
                "{} step(s) of platform '{}' failed and will be retried. {}",
                count,
                platform,
                error));
  }

  private boolean claim(Lease lease, PlatformState platform) {
    var destination = Gate.destination(platform);
    if (destination.isEmpty()) {
      if (platform.waiting() != null) {
        store.platforms().recordWaiting(lease, platform.id(), null);
      }
      return false;
    }
    var to = destination.get();
    var graph = graphFor(platform, to, platform.target().version());
    var gaps = credentialGaps(platform, graph);
    var shut = Gate.evaluate(platform, to, store.now(), gaps);
    if (!shut.isEmpty()) {
      store
          .platforms()
          .recordWaiting(lease, platform.id(), new PlatformState.Waiting(shut, store.now()));
      return false;
    }
    var plan = plan(platform, graph);
    var outcome =
        store
            .rollouts()
            .claim(
                lease,
                platform,
                to,
                graph.fingerprint(),
                plan,
                (seen, inputs, version, now) -> Gate.evaluate(seen, version, now, gaps));
    return switch (outcome) {
      case ClaimOutcome.Claimed(var rollout) -> {
        LOG.info(
            "Platform '{}' moves from version {} to {}: {} steps now, {} nodes wait for their jobs",
            platform.id(),
            rollout.from(),
            rollout.to(),
            plan.steps().size(),
            awaiting(plan));
        yield true;
      }
      case ClaimOutcome.Waits _, ClaimOutcome.NotAllowed _ -> false;
      case ClaimOutcome.Stale _ -> true;
    };
  }

  private static long awaiting(RolloutPlan plan) {
    return plan.transitions().stream()
        .filter(it -> it.state() == NodeState.AWAITING_NODE_TIME)
        .count();
  }

  private CredentialGaps credentialGaps(PlatformState platform, PlatformGraph graph) {
    var missing = new TreeSet<String>();
    var withheld = new ArrayList<String>();
    for (var use : realizers.platform(platform.type()).credentials(graph)) {
      switch (realizers.check(use)) {
        case CredentialStatus.Usable() -> {}
        case CredentialStatus.Missing() -> missing.add(use.name());
        case CredentialStatus.Withheld(var reason) -> withheld.add(reason);
      }
    }
    return new CredentialGaps(missing, withheld);
  }

  private PlatformGraph graph(PlatformState platform, Rollout rollout) {
    return graphFor(platform, rollout.to(), rollout.from());
  }

  /**
   * The graph of a version; when that version no longer declares the platform, an empty graph with
   * the platform as an earlier version declares it.
   */
  private PlatformGraph graphFor(PlatformState platform, long version, long before) {
    return models
        .graph(platform.id(), version)
        .or(() -> models.graph(platform.id(), before).map(PlatformWorker::emptied))
        .or(
            () ->
                models
                    .graph(platform.id(), platform.realized().version())
                    .map(PlatformWorker::emptied))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot find a version that declares platform '%s'".formatted(platform.id())));
  }

  private static PlatformGraph emptied(PlatformGraph graph) {
    return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
  }

  private RolloutPlan plan(PlatformState platform, PlatformGraph graph) {
    var base = models.graph(platform.id(), platform.target().version()).orElse(emptied(graph));
    var keys = new HashSet<NodeKey>();
    var diff = GraphDiff.between(base, graph);
    diff.added().forEach(node -> keys.add(node.key()));
    diff.changed().forEach(change -> keys.add(change.after().key()));
    diff.removed().forEach(node -> keys.add(node.key()));
    var records = new TreeMap<NodeKey, NodeRecord>();
    store
        .rollouts()
        .nodes(platform.id(), keys)
        .forEach(record -> records.put(record.key(), record));
    keys.stream()
        .filter(key -> graph.nodes().containsKey(key))
        .forEach(key -> records.computeIfAbsent(key, PlatformWorker::unknown));
    return realizers.platform(platform.type()).planRollout(graph, List.copyOf(records.values()));
  }

  /** The record of a node that was never on the platform. */
  private static NodeRecord unknown(NodeKey key) {
    return new NodeRecord(key, NodeState.PENDING, null, null, false);
  }
}

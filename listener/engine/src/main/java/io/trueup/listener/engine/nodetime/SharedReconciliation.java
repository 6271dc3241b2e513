package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.platforms.spi.SharedOutcome;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.platforms.spi.StepRequest;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Announcement;
import io.trueup.statestore.Runs.Reconciled;
import io.trueup.statestore.StateStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the nodes of several runs of one platform to their targets together: announces, changes
 * and records them in a few transactions. What cannot be shared, what others lock and what fails is
 * left to {@link NodeReconciliation}, each run by itself, so that no run waits for another's
 * trouble. Each step may be repeated after a crash, as for one run. Safe for any thread.
 */
final class SharedReconciliation {

  private static final Logger LOG = LoggerFactory.getLogger(SharedReconciliation.class);

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final PinnedAnswers answers;
  private final Consumer<PlatformId> poke;

  /** A run with what was decided for it: to reconcile or to retire its node. */
  record Work(RunRequest request, NodeDecision decision) {}

  /** What became of a run. */
  sealed interface Result {

    /** Its node is at its target, and the job has its answer. */
    record Answered(Answer answer) implements Result {}

    /**
     * Its node must be changed by itself.
     *
     * @param statements those that ran for it already
     */
    record Left(List<String> statements) implements Result {}
  }

  private static final Result LEFT = new Result.Left(List.of());

  SharedReconciliation(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      PinnedAnswers answers,
      Consumer<PlatformId> poke) {
    this.store = store;
    this.models = models;
    this.realizers = realizers;
    this.answers = answers;
    this.poke = poke;
  }

  /** Carries out the work of one platform; returns one result for each piece, in their order. */
  List<Result> run(PlatformId id, List<Work> work) {
    var results = new HashMap<RunId, Result>();
    try {
      var platform = store.platforms().find(id);
      if (platform.isPresent()) {
        byVersion(platform.get(), work)
            .forEach((version, some) -> results.putAll(run(platform.get(), version, some)));
      }
    } catch (RuntimeException e) {
      // Each run meets it again by itself, and reports it in its own answer.
      LOG.debug("Cannot reconcile {} nodes of {} together", work.size(), id, e);
    }
    return work.stream().map(it -> results.getOrDefault(it.request().id(), LEFT)).toList();
  }

  private static Map<Long, List<Work>> byVersion(PlatformState platform, List<Work> work) {
    var byVersion = new TreeMap<Long, List<Work>>();
    for (var each : work) {
      var version =
          each.decision() instanceof NodeDecision.Reconcile(var pinned, _, _)
              ? pinned
              : platform.target().version();
      byVersion.computeIfAbsent(version, _ -> new ArrayList<>()).add(each);
    }
    return byVersion;
  }

  private Map<RunId, Result> run(PlatformState platform, long version, List<Work> work) {
    var found = models.graph(platform.id(), version);
    if (found.isEmpty()) {
      return Map.of();
    }
    var graph = found.get();
    var requests = requests(platform, graph, work);
    if (requests.isEmpty()) {
      return Map.of();
    }
    var began = System.nanoTime();
    var outcomes =
        realizers
            .executor(platform.type())
            .executeTogether(platform.id().toString(), version, graph, requests, this::standing);
    var results = new HashMap<RunId, Result>();
    var done = new LinkedHashMap<RunId, Reconciled>();
    for (var i = 0; i < requests.size(); i++) {
      var request = requests.get(i);
      var run = new RunId(request.id());
      switch (outcomes.get(i)) {
        case SharedOutcome.Left(var statements) -> results.put(run, new Result.Left(statements));
        case SharedOutcome.Ended(var ended) -> {
          var reconciled = reconciled(run, graph, request.steps(), ended);
          if (ended.stream().allMatch(StepOutcome.Done.class::isInstance)) {
            done.put(run, reconciled);
          } else {
            // By itself it fails again, and its failure is reported in one place.
            results.put(run, new Result.Left(reconciled.statements()));
          }
        }
      }
    }
    if (!done.isEmpty()) {
      results.putAll(completed(platform.id(), version, work, done));
      log(platform.id(), done.size(), work.size(), began);
    }
    return results;
  }

  /** The steps of each run that may change its node now. */
  private List<StepRequest> requests(PlatformState platform, PlatformGraph graph, List<Work> work) {
    var steps = planned(platform, graph, work);
    var announcements =
        work.stream()
            .filter(it -> it.decision() instanceof NodeDecision.Reconcile)
            .filter(it -> steps.containsKey(it.request().node()))
            .map(it -> new Announcement(it.request().id(), nodes(steps, it.request().node())))
            .toList();
    var changeable =
        announcements.isEmpty()
            ? Map.<RunId, Set<NodeKey>>of()
            : store.runs().beginReconciles(platform.id(), announcements);
    var requests = new ArrayList<StepRequest>();
    for (var each : work) {
      var run = each.request().id();
      var origin = "job " + each.request().job();
      if (each.decision() instanceof NodeDecision.Retire) {
        var step =
            new PlannedStep(each.request().node(), StepAction.RETIRE, NodeReconciliation.JOB_ASKED);
        requests.add(new StepRequest(run.value(), origin, List.of(step)));
      } else if (changeable.containsKey(run)) {
        var mine = changeable.get(run);
        requests.add(
            new StepRequest(
                run.value(),
                origin,
                steps.getOrDefault(each.request().node(), List.of()).stream()
                    .filter(it -> mine.contains(it.node()))
                    .toList()));
      }
    }
    return requests;
  }

  /** The steps by each run's node, except the nodes that change with another's job. */
  private Map<NodeKey, List<PlannedStep>> planned(
      PlatformState platform, PlatformGraph graph, List<Work> work) {
    var type = realizers.platform(platform.type());
    var awaiting = store.rollouts().awaitingNodes(platform.id());
    var waiting = new HashSet<>(awaiting);
    var nodes = new ArrayList<NodeKey>();
    for (var each : work) {
      var node = graph.nodes().get(each.request().node());
      if (each.decision() instanceof NodeDecision.Reconcile
          && node != null
          && (type.hasJob(node) || node.inputs().stream().noneMatch(waiting::contains))) {
        nodes.add(node.key());
      }
    }
    return nodes.isEmpty() ? Map.of() : type.planNodeTimes(graph, nodes, awaiting);
  }

  private static List<NodeKey> nodes(Map<NodeKey, List<PlannedStep>> steps, NodeKey node) {
    return steps.getOrDefault(node, List.of()).stream().map(PlannedStep::node).toList();
  }

  private Set<String> standing(Collection<String> runs) {
    return store.runs().reconciling(runs.stream().map(RunId::new).toList()).stream()
        .map(RunId::value)
        .collect(Collectors.toSet());
  }

  private static Reconciled reconciled(
      RunId run, PlatformGraph graph, List<PlannedStep> steps, List<StepOutcome> outcomes) {
    var statements = new ArrayList<String>();
    for (var outcome : outcomes) {
      if (outcome instanceof StepOutcome.Done(var ran)) {
        statements.addAll(ran);
      }
    }
    return new Reconciled(run, NodeReconciliation.realized(graph, steps), statements);
  }

  private Map<RunId, Result> completed(
      PlatformId id, long version, List<Work> work, Map<RunId, Reconciled> done) {
    var commit = answers.commit(id, version); // first: once recorded, nothing may fail
    var runs = store.runs().completeReconciles(id, version, List.copyOf(done.values()));
    poke.accept(id);
    var results = new HashMap<RunId, Result>();
    for (var each : work) {
      var run = each.request().id();
      var reconciled = done.get(run);
      if (reconciled == null) {
        continue;
      }
      results.put(
          run,
          new Result.Answered(
              switch (each.decision()) {
                case NodeDecision.Reconcile(var pinned, var fingerprint, var reason)
                    when runs.containsKey(run) ->
                    new Answer.Go(
                        run,
                        Run.Answer.RECONCILE,
                        fingerprint,
                        pinned,
                        commit.orElse(null),
                        reason,
                        reconciled.statements());
                case NodeDecision.Retire(_, var reason) -> new Answer.Retire(run, reason);
                default -> NodeReconciliation.timedOut();
              }));
    }
    return results;
  }

  private static void log(PlatformId platform, int done, int asked, long began) {
    if (asked > 1) {
      LOG.info(
          "Reconciled {} of {} nodes of platform '{}' together in {} ms",
          done,
          asked,
          platform,
          (System.nanoTime() - began) / 1_000_000);
    }
  }
}

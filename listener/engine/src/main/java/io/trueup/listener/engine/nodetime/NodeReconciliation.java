package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.nodetime.SharedReconciliation.Result;
import io.trueup.listener.engine.nodetime.SharedReconciliation.Work;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was decided for runs that change their nodes before their jobs go on. Safe for
 * any thread; calls block.
 */
final class NodeReconciliation {

  private static final Logger LOG = LoggerFactory.getLogger(NodeReconciliation.class);

  static final String JOB_ASKED = "its job asked";

  /** As many tables change in one transaction of a container. */
  private static final int MOST_TOGETHER = 100;

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration AFTER_GIT = Duration.ofSeconds(5);
  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final Duration AFTER_START = Duration.ofSeconds(5);

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final PinnedAnswers answers;
  private final Consumer<PlatformId> poke;
  private final GroupTurns<PlatformId, Work, Result> turns;

  /**
   * The platforms whose jobs wait because the model cannot be read, logged once: jobs keep asking.
   */
  private final Set<PlatformId> unreadable = ConcurrentHashMap.newKeySet();

  /**
   * Reconciles nodes of a store.
   *
   * @param poke called for each platform whose nodes moved
   */
  NodeReconciliation(
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
    var shared = new SharedReconciliation(store, models, realizers, answers, poke);
    this.turns = new GroupTurns<>(MOST_TOGETHER, shared::run);
  }

  /**
   * Brings the node of a run that is reconciling to its target.
   *
   * @param decision for the run, recorded
   */
  Answer reconcile(RunRequest request, NodeDecision.Reconcile decision) {
    return carriedOut(request, decision, ran -> reconciled(request, decision, ran));
  }

  /** Retires the node of a run that is reconciling. */
  Answer retire(RunRequest request, NodeDecision.Retire decision) {
    return carriedOut(request, decision, ran -> retired(request, decision.reason(), ran));
  }

  /**
   * Does the work together with that of other runs of the platform, and what is left by itself.
   *
   * @param byItself gets the statements that ran for the run already
   */
  private Answer carriedOut(
      RunRequest request, NodeDecision decision, Function<List<String>, Answer> byItself) {
    var shared = turns.run(request.platform(), new Work(request, decision));
    return switch (shared.orElse(new Result.Left(List.of()))) {
      case Result.Answered(var answer) -> {
        unreadable.remove(request.platform());
        yield answer;
      }
      case Result.Left(var statements) ->
          recordingFailures(request, () -> byItself.apply(statements));
    };
  }

  private Answer reconciled(RunRequest request, NodeDecision.Reconcile decision, List<String> ran) {
    var platform = state(request.platform());
    var graph = models.graph(request.platform(), decision.pinned()).orElseThrow();
    var awaiting = store.rollouts().awaitingNodes(request.platform());
    var carrier =
        FollowingNodes.carrier(
            realizers.platform(platform.type()),
            graph.nodes().get(request.node()),
            awaiting::contains);
    if (carrier.isPresent()) {
      store.runs().end(request.id(), false);
      var wait = FollowingNodes.wait(carrier.get());
      return new Answer.Wait(wait.reason(), wait.retryAfter());
    }
    var planned = realizers.platform(platform.type()).planNodeTime(graph, request.node(), awaiting);
    var changeable =
        store.runs().beginReconcile(request.id(), planned.stream().map(PlannedStep::node).toList());
    if (changeable.isEmpty()) {
      requireReconciling(request.id());
      store.runs().end(request.id(), false);
      return new Answer.Wait("A node that follows this one is being changed by hand", SHORTLY);
    }
    var steps = planned.stream().filter(step -> changeable.contains(step.node())).toList();
    var statements = execute(platform, decision.pinned(), graph, steps, request, ran);
    if (statements.isEmpty()) {
      return notReconciled();
    }
    var nodes = realized(graph, steps);
    var run =
        store.runs().completeReconcile(request.id(), decision.pinned(), nodes, statements.get());
    poke.accept(request.platform());
    return run.isEmpty()
        ? timedOut()
        : answers.go(
            request,
            Run.Answer.RECONCILE,
            decision.fingerprint(),
            decision.pinned(),
            decision.reason(),
            statements.get());
  }

  /** What steps realize: a node that is retired has nothing. */
  static List<RealizedNode> realized(PlatformGraph graph, List<PlannedStep> steps) {
    var nodes = new ArrayList<RealizedNode>();
    for (var step : steps) {
      var node = graph.nodes().get(step.node());
      if (step.action() == StepAction.RETIRE) {
        nodes.add(new RealizedNode(step.node(), null));
      } else if (node != null) {
        nodes.add(new RealizedNode(step.node(), node.fingerprint()));
      }
    }
    return nodes;
  }

  private Answer retired(RunRequest request, String reason, List<String> ran) {
    var platform = state(request.platform());
    var version = platform.target().version();
    var graph =
        models
            .graph(request.platform(), version)
            .or(() ->
                models
                    .graph(request.platform(), platform.realized().version())
                    .map(NodeReconciliation::emptied))
            .orElseThrow();
    var step = new PlannedStep(request.node(), StepAction.RETIRE, JOB_ASKED);
    var statements = execute(platform, version, graph, List.of(step), request, ran);
    if (statements.isEmpty()) {
      return notReconciled();
    }
    var nodes = List.of(new RealizedNode(request.node(), null));
    store.runs().completeReconcile(request.id(), version, nodes, statements.get());
    poke.accept(request.platform());
    return new Answer.Retire(request.id(), reason);
  }

  private static PlatformGraph emptied(PlatformGraph graph) {
    return PlatformGraph.of(graph.platform(), graph.container(), new TreeMap<>());
  }

  private PlatformState state(PlatformId platform) {
    return store
        .platforms()
        .find(platform)
        .orElseThrow(() -> new IllegalStateException("Platform '%s' is gone".formatted(platform)));
  }

  /** Answers; records every failure on the way, so that operators see it. */
  private Answer recordingFailures(RunRequest request, Supplier<Answer> work) {
    try {
      var answer = work.get();
      unreadable.remove(request.platform());
      return answer;
    } catch (RunOverException _) {
      abandon(
          request,
          "Timed out after %d s, the longest that a reconciliation may take (timing.reconcile)"
              .formatted(request.reconcileWithin().toSeconds()));
      return timedOut();
    } catch (InProgress _) {
      // Started work is found again when the job asks again, in whichever process.
      store.runs().end(request.id(), false);
      return new Answer.Wait("The platform is still changing the node", AFTER_START);
    } catch (GitException e) {
      // The model is read before anything is changed, so the node needs no repair.
      store.runs().end(request.id(), false);
      if (unreadable.add(request.platform())) {
        LOG.warn(
            "Jobs of platform '{}' wait, because its model cannot be read; the first is '{}': {}",
            request.platform(),
            request.job(),
            e.getMessage());
      }
      return new Answer.Wait(
          "Cannot read the platform's model: %s".formatted(e.getMessage()), AFTER_GIT);
    } catch (DamagedFileException e) {
      // Its parts are read while the node is changed, so the node may need repair.
      abandon(
          request,
          "A compiled version of the model is damaged (%s); it is made again"
              .formatted(e.getMessage()));
      return new Answer.Wait(
          "A compiled version of the platform's model is damaged and is made again", SHORTLY);
    } catch (StateStoreException e) {
      throw e;
    } catch (RuntimeException e) {
      abandon(
          request,
          "The daemon failed with %s because of a bug; see its log"
              .formatted(e.getClass().getSimpleName()));
      throw e;
    }
  }

  static Answer timedOut() {
    return new Answer.Wait("Reconciling the node timed out", AFTER_FAILURE);
  }

  private static Answer notReconciled() {
    return new Answer.Wait(
        "The node is blocked; `trueup status` shows operators why", AFTER_FAILURE);
  }

  /**
   * Executes steps and returns the statements that ran; empty, with the run abandoned, when one
   * failed. All steps are then requested again, because a node that follows has no job of its own
   * to request it.
   */
  private Optional<List<String>> execute(
      PlatformState platform,
      long version,
      PlatformGraph graph,
      List<PlannedStep> steps,
      RunRequest request,
      List<String> ran) {
    var context =
        new StepContext(
            platform.id().toString(),
            "job " + request.job(),
            version,
            () -> requireReconciling(request.id()));
    var statements = new ArrayList<>(ran);
    var outcomes = realizers.executor(platform.type()).execute(context, graph, steps);
    var isInProgress = false;
    for (var i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case StepOutcome.Done(var now) -> statements.addAll(now);
        case StepOutcome.Started _ -> isInProgress = true;
        case StepOutcome.Failed(var message) -> {
          abandon(request, named(steps.get(i), request, message));
          return Optional.empty();
        }
        case StepOutcome.Refused(var message) -> {
          abandon(request, named(steps.get(i), request, "Refused: " + message));
          return Optional.empty();
        }
      }
    }
    if (isInProgress) {
      throw new InProgress();
    }
    return Optional.of(statements);
  }

  /** The failure, with its node when that node follows the job's. */
  private static String named(PlannedStep step, RunRequest request, String message) {
    return step.node().equals(request.node())
        ? message
        : "Node '%s' follows it. %s".formatted(step.node(), message);
  }

  /** Blocks the node, and logs a new reason once: jobs keep asking. */
  private void abandon(RunRequest request, String why) {
    if (store.runs().abandonReconcile(request.id(), why)) {
      LOG.warn(
          "Node '{}' of platform '{}' is blocked, and its job '{}' waits: {}",
          request.node(),
          request.platform(),
          request.job(),
          why);
    }
  }

  private void requireReconciling(RunId run) {
    if (store.runs().find(run).filter(it -> it.state() == Run.State.RECONCILING).isEmpty()) {
      throw new RunOverException();
    }
  }

  /** The run is over, and its node may belong to another one. */
  private static final class RunOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** The platform has started what was to be changed, and ends it later. */
  private static final class InProgress extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}

package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.git.GitException;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.PlannedStep;
import io.trueup.model.rollout.StepAction;
import io.trueup.model.stored.DamagedFileException;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.RealizedNode;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.StateStoreException;
import io.trueup.statestore.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and ends jobs' runs. Brings a node that awaits node time to its target once, however many
 * jobs ask: the store lets one run reconcile, and the others wait. Safe for any thread; calls
 * block.
 */
public final class NodeTime {

  private static final Logger LOG = LoggerFactory.getLogger(NodeTime.class);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration AFTER_GIT = Duration.ofSeconds(5);
  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final Duration AFTER_START = Duration.ofSeconds(5);

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final NodeTimeRules rules;
  private final PrimaryInputs primaries;
  private final Consumer<PlatformId> poke;

  /**
   * The platforms whose jobs wait because the model cannot be read, logged once: jobs keep asking.
   */
  private final Set<PlatformId> unreadable = ConcurrentHashMap.newKeySet();

  /**
   * The answer to a job.
   *
   * <p>All questions of the job are answered from {@code version} and {@code commit}; {@code
   * commit} is null when the version is not recorded.
   */
  public sealed interface Answer {

    /** Run; with {@code RECONCILE}, adapt to the fingerprint first. */
    record Go(
        RunId run,
        Run.Answer answer,
        Fingerprint fingerprint,
        long version,
        @Nullable CommitId commit,
        String reason,
        List<String> statements)
        implements Answer {}

    /** Remove yourself. */
    record Retire(RunId run, String reason) implements Answer {}

    /** Ask again later. */
    record Wait(String reason, Duration retryAfter) implements Answer {}

    /** There is no such platform or node. */
    record Unknown(String reason) implements Answer {}
  }

  /**
   * Answers from a store.
   *
   * @param gates that stop a rollout also keep its nodes from changing
   * @param poke called for each platform whose nodes moved
   */
  public NodeTime(
      StateStore store,
      PlatformModels models,
      PlatformRuntimes realizers,
      GateRules gates,
      Consumer<PlatformId> poke) {
    this.store = store;
    this.rules = new NodeTimeRules(gates);
    this.primaries = new PrimaryInputs(store, models);
    this.models = models;
    this.realizers = realizers;
    this.poke = poke;
  }

  /** Starts a run, unless the job has to wait. */
  public Answer begin(RunRequest request) {
    var begun = beginRun(request);
    if (begun.isEmpty()) {
      return new Answer.Unknown("There is no platform '%s'".formatted(request.platform()));
    }
    return switch (begun.get().decision()) {
      case NodeDecision.Proceed(var pinned, var fingerprint, var reason) ->
          go(request, Run.Answer.RUN, fingerprint, pinned, reason, List.of());
      case NodeDecision.Adapt(var pinned, var fingerprint, var reason) ->
          go(request, Run.Answer.RECONCILE, fingerprint, pinned, reason, List.of());
      case NodeDecision.Reconcile reconcile ->
          recordingFailures(request, () -> reconcile(request, reconcile));
      case NodeDecision.Retire(var mark, var reason) when mark ->
          recordingFailures(request, () -> retire(request, reason));
      case NodeDecision.Retire(_, var reason) -> new Answer.Retire(request.id(), reason);
      case NodeDecision.Wait(var reason, var retryAfter) -> new Answer.Wait(reason, retryAfter);
      case NodeDecision.Unknown(var reason) -> new Answer.Unknown(reason);
    };
  }

  /**
   * Starts the run. Whether a node may change depends on the model, which is not read within the
   * transaction: it is read between two attempts, of which the first one records nothing.
   */
  private Optional<BeginResult> beginRun(RunRequest request) {
    var changed = new TreeMap<Long, Boolean>();
    while (true) {
      var unread = new AtomicLong();
      var begun = store.runs().begin(request, it -> decide(request, it, changed, unread));
      if (unread.get() == 0) {
        return begun;
      }
      changed.put(
          unread.get(), primaries.haveChanged(request.platform(), unread.get(), request.node()));
    }
  }

  /**
   * Decides the answer.
   *
   * @param changed by version, whether what the node reads on other platforms has changed
   * @param unread gets the version that is missing there
   */
  private NodeDecision decide(
      RunRequest request, NodeSituation situation, Map<Long, Boolean> changed, AtomicLong unread) {
    var decision = feasible(request.platform(), rules.decide(situation));
    if (!(decision instanceof NodeDecision.Reconcile(var version, _, _))) {
      return decision;
    }
    var isReady = changed.get(version);
    if (isReady == null) {
      unread.set(version);
      return new NodeDecision.Wait("The model is being read", SHORTLY);
    }
    return isReady ? decision : rules.unchanged(situation);
  }

  /** The decision, or to wait when it needs a model that only another daemon can read. */
  private NodeDecision feasible(PlatformId platform, NodeDecision decision) {
    var needsModel =
        decision instanceof NodeDecision.Reconcile
            || (decision instanceof NodeDecision.Retire(var mark, _) && mark);
    return !needsModel || models.follows(platform)
        ? decision
        : new NodeDecision.Wait(
            "This daemon does not follow the source of platform '%s'. Ask one that does"
                .formatted(platform),
            AFTER_FAILURE);
  }

  private Answer go(
      RunRequest request,
      Run.Answer answer,
      Fingerprint fingerprint,
      long version,
      String reason,
      List<String> statements) {
    var commit = store.versions().find(request.platform().source(), version).map(Version::commit);
    return new Answer.Go(
        request.id(), answer, fingerprint, version, commit.orElse(null), reason, statements);
  }

  private Answer reconcile(RunRequest request, NodeDecision.Reconcile decision) {
    var platform = state(request.platform());
    var graph = models.graph(request.platform(), decision.pinned()).orElseThrow();
    var awaiting = store.rollouts().awaitingNodes(request.platform());
    var carrier = carrier(platform, graph.nodes().get(request.node()), awaiting);
    if (carrier.isPresent()) {
      store.runs().end(request.id(), false);
      return new Answer.Wait(
          "The node has no job of its own; it changes when the job of '%s' starts"
              .formatted(carrier.get()),
          AFTER_FAILURE);
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
    var statements = execute(platform, graph, steps, request);
    if (statements.isEmpty()) {
      return notReconciled();
    }
    var nodes = new ArrayList<RealizedNode>();
    for (var step : steps) {
      var node = graph.nodes().get(step.node());
      if (node != null) {
        nodes.add(new RealizedNode(step.node(), node.fingerprint()));
      }
    }
    var run =
        store.runs().completeReconcile(request.id(), decision.pinned(), nodes, statements.get());
    poke.accept(request.platform());
    return run.isEmpty()
        ? timedOut()
        : go(
            request,
            Run.Answer.RECONCILE,
            decision.fingerprint(),
            decision.pinned(),
            decision.reason(),
            statements.get());
  }

  /** The waiting node whose job also changes this one, which has no job of its own. */
  private Optional<NodeKey> carrier(
      PlatformState platform, @Nullable PipelineNode node, List<NodeKey> awaiting) {
    return node == null || realizers.platform(platform.type()).hasJob(node)
        ? Optional.empty()
        : node.inputs().stream().filter(awaiting::contains).findFirst();
  }

  private Answer retire(RunRequest request, String reason) {
    var platform = state(request.platform());
    var version = platform.target().version();
    var graph =
        models
            .graph(request.platform(), version)
            .or(() ->
                models
                    .graph(request.platform(), platform.realized().version())
                    .map(NodeTime::emptied))
            .orElseThrow();
    var step = new PlannedStep(request.node(), StepAction.RETIRE, "its job asked");
    var statements = execute(platform, graph, List.of(step), request);
    if (statements.isEmpty()) {
      return notReconciled();
    }
    var retired = List.of(new RealizedNode(request.node(), null));
    store.runs().completeReconcile(request.id(), version, retired, statements.get());
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
  private Answer recordingFailures(RunRequest request, Supplier<Answer> reconciled) {
    try {
      var answer = reconciled.get();
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

  private static Answer timedOut() {
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
      PlatformState platform, PlatformGraph graph, List<PlannedStep> steps, RunRequest request) {
    var context =
        new StepContext(
            platform.id().toString(),
            "job " + request.job(),
            () -> requireReconciling(request.id()));
    var statements = new ArrayList<String>();
    var outcomes = realizers.executor(platform.type()).execute(context, graph, steps);
    var isInProgress = false;
    for (var i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case StepOutcome.Done(var ran) -> statements.addAll(ran);
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

  /** Prolongs a run; empty when it is no longer live. */
  public Optional<Run> prolong(RunId run, Duration length) {
    return store.runs().prolong(run, length);
  }

  /** Ends a run; empty when there is none. */
  public Optional<Run> end(RunId run, boolean succeeded) {
    return store.runs().end(run, succeeded);
  }
}

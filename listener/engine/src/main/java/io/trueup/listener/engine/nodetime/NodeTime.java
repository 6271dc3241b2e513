package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends jobs' runs. Brings a node that awaits node time to its target once, however many
 * jobs ask: the store lets one run reconcile, and the others wait. Safe for any thread; calls
 * block.
 */
public final class NodeTime {

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private final StateStore store;
  private final PlatformModels models;
  private final NodeTimeRules rules;
  private final PrimaryInputs primaries;
  private final PinnedAnswers answers;
  private final NodeReconciliation reconciliation;

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
    this.answers = new PinnedAnswers(store);
    this.reconciliation = new NodeReconciliation(store, models, realizers, answers, poke);
  }

  /** Starts a run, unless the job has to wait. */
  public Answer begin(RunRequest request) {
    var begun = beginRun(request);
    if (begun.isEmpty()) {
      return new Answer.Unknown("There is no platform '%s'".formatted(request.platform()));
    }
    return switch (begun.get().decision()) {
      case NodeDecision.Proceed(var pinned, var fingerprint, var reason) ->
          answers.go(request, Run.Answer.RUN, fingerprint, pinned, reason, List.of());
      case NodeDecision.Adapt(var pinned, var fingerprint, var reason) ->
          answers.go(request, Run.Answer.RECONCILE, fingerprint, pinned, reason, List.of());
      case NodeDecision.Reconcile reconcile -> reconciliation.reconcile(request, reconcile);
      case NodeDecision.Retire retire when retire.mark() -> reconciliation.retire(request, retire);
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
    return NodeTimeRules.feasible(platform, decision, models.follows(platform));
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

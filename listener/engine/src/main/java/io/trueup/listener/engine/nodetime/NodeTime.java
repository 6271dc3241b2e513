package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.facts.EngineFact;
import io.trueup.listener.engine.facts.FactObserver;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.listener.engine.rollout.PlatformRuntimes;
import io.trueup.listener.engine.work.Threads;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.CommitId;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.Change;
import io.trueup.statestore.Runs.Changed;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends jobs' runs. Brings a node that awaits node time to its target once, however many
 * jobs ask: the store lets one run reconcile, and the others wait. Safe for any thread; calls
 * block.
 */
public final class NodeTime {

  private final StateStore store;
  private final Threads threads;
  private final RunStarts starts;
  private final PinnedAnswers answers;
  private final NodeReconciliation reconciliation;
  private final FactObserver facts;

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
      Threads threads,
      Consumer<PlatformId> poke) {
    this.store = store;
    this.threads = threads;
    this.starts = new RunStarts(store, models, gates);
    this.answers = new PinnedAnswers(store);
    this.reconciliation = new NodeReconciliation(store, models, realizers, answers, poke);
    this.facts = FactObserver.NONE;
  }

  private NodeTime(NodeTime same, FactObserver facts) {
    this.store = same.store;
    this.threads = same.threads;
    this.starts = same.starts;
    this.answers = same.answers;
    this.reconciliation = same.reconciliation;
    this.facts = facts;
  }

  /** The same, which tells what it does. */
  public NodeTime observedBy(FactObserver observer) {
    return new NodeTime(this, observer);
  }

  /** Starts a run, unless the job has to wait. */
  public Answer begin(RunRequest request) {
    var begun = starts.begin(request);
    return begun.isEmpty() ? unknownPlatform(request) : carryOut(request, begun.get().decision());
  }

  /**
   * Starts one run on several nodes of a platform. With {@link Joining#ALL_OR_NONE}, no node's run
   * stays begun when another node has to wait, also when that shows only while it is reconciled.
   *
   * @param whole the id of the run
   * @return the answers in the order of the requests
   */
  public List<Answer> beginTogether(RunId whole, List<RunRequest> requests, Joining joining) {
    var begun = starts.beginTogether(whole, requests, joining);
    if (begun.isEmpty()) {
      return requests.stream().map(NodeTime::unknownPlatform).toList();
    }
    return new JointStart(store, threads, this::carryOut).answers(requests, begun.get(), joining);
  }

  private static Answer unknownPlatform(RunRequest request) {
    return new Answer.Unknown("There is no platform '%s'".formatted(request.platform()));
  }

  /** Does what was decided and recorded, and answers. */
  private Answer carryOut(RunRequest request, NodeDecision decided) {
    return switch (decided) {
      case NodeDecision.Proceed(var pinned, var fingerprint, var reason) ->
          answers.go(request, Run.Answer.RUN, fingerprint, pinned, reason, List.of());
      case NodeDecision.Adapt(var pinned, var fingerprint, var reason) ->
          answers.go(request, Run.Answer.RECONCILE, fingerprint, pinned, reason, List.of());
      case NodeDecision.Reconcile reconcile ->
          told(request, reconciliation.reconcile(request, reconcile));
      case NodeDecision.Retire retire when retire.mark() -> reconciliation.retire(request, retire);
      case NodeDecision.Retire(_, var reason) -> new Answer.Retire(request.id(), reason);
      case NodeDecision.Wait(var reason, var retryAfter) -> new Answer.Wait(reason, retryAfter);
      case NodeDecision.Unknown(var reason) -> new Answer.Unknown(reason);
    };
  }

  private Answer told(RunRequest request, Answer answer) {
    if (answer instanceof Answer.Go go) {
      facts.happened(
          new EngineFact.NodeReconciled(
              request.platform(), request.node(), go.version(), request.id(), store.now()));
    }
    return answer;
  }

  /** Prolongs or ends a run for its job. */
  public Changed change(Change change) {
    return store.runs().change(change);
  }

  /** Ends a run; empty when there is none. */
  public Optional<Run> end(RunId run, boolean succeeded) {
    return store.runs().end(run, succeeded);
  }
}

package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.nodetime.NodeTime.Answer;
import io.trueup.listener.engine.work.Threads;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/** Carries out the start of one run on several nodes, whose runs are recorded. */
final class JointStart {

  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private final StateStore store;
  private final Threads threads;
  private final BiFunction<RunRequest, NodeDecision, Answer> carryOut;

  JointStart(
      StateStore store, Threads threads, BiFunction<RunRequest, NodeDecision, Answer> carryOut) {
    this.store = store;
    this.threads = threads;
    this.carryOut = carryOut;
  }

  /** The answers in the order of the requests. */
  List<Answer> answers(List<RunRequest> requests, List<BeginResult> begun, Joining joining) {
    var isNone = joining == Joining.ALL_OR_NONE && begun.stream().anyMatch(it -> it.run() == null);
    return isNone ? undone(requests, decided(begun)) : carriedOut(requests, begun, joining);
  }

  private static List<Answer> decided(List<BeginResult> begun) {
    var answers = new ArrayList<Answer>();
    for (var each : begun) {
      answers.add(
          switch (each.decision()) {
            case NodeDecision.Wait(var reason, var retryAfter) ->
                new Answer.Wait(reason, retryAfter);
            case NodeDecision.Unknown(var reason) -> new Answer.Unknown(reason);
            case NodeDecision.Proceed _,
                NodeDecision.Adapt _,
                NodeDecision.Reconcile _,
                NodeDecision.Retire _ ->
                new Answer.Wait("", SHORTLY);
          });
    }
    return answers;
  }

  /**
   * Nodes that change do so at the same time, so that one container changes all of its own at once.
   */
  private List<Answer> carriedOut(
      List<RunRequest> requests, List<BeginResult> begun, Joining joining) {
    var tasks = new ArrayList<Callable<Answer>>();
    for (var i = 0; i < requests.size(); i++) {
      var result = begun.get(i);
      var run = result.run();
      if (run != null && run.state() == Run.State.RECONCILING) {
        var request = requests.get(i).with(run.id());
        tasks.add(() -> carryOut.apply(request, result.decision()));
      }
    }
    var answers = new ArrayList<Answer>();
    try {
      var reconciled = threads.runAll(tasks).iterator();
      for (var i = 0; i < requests.size(); i++) {
        var result = begun.get(i);
        var run = result.run();
        var request = run == null ? requests.get(i) : requests.get(i).with(run.id());
        answers.add(
            run != null && run.state() == Run.State.RECONCILING
                ? reconciled.next().get()
                : carryOut.apply(request, result.decision()));
      }
    } catch (RuntimeException e) {
      endAfter(begun, e);
      throw e;
    } catch (ExecutionException e) {
      endAfter(begun, e);
      throw switch (e.getCause()) {
        case RuntimeException cause -> cause;
        case Error cause -> throw cause;
        case null, default ->
            new IllegalStateException("A node could not be started", e.getCause());
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      endAfter(begun, e);
      throw new IllegalStateException("Interrupted while nodes were started", e);
    }
    if (joining == Joining.ALL_OR_NONE
        && answers.stream().anyMatch(it -> it instanceof Answer.Wait)) {
      end(begun);
      answers.replaceAll(it -> it instanceof Answer.Go ? new Answer.Wait("", SHORTLY) : it);
      return undone(requests, answers);
    }
    return answers;
  }

  /** Ends what began, because of a failure; what cannot be ended expires. */
  private void endAfter(List<BeginResult> begun, Exception failure) {
    try {
      end(begun);
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private void end(List<BeginResult> begun) {
    for (var each : begun) {
      var run = each.run();
      if (run != null && run.state().isLive()) {
        store.runs().end(run.id(), false);
      }
    }
  }

  /** Says of each node that could begin which one could not. */
  private static List<Answer> undone(List<RunRequest> requests, List<Answer> answers) {
    var cause = 0;
    while (!(answers.get(cause) instanceof Answer.Unknown
        || (answers.get(cause) instanceof Answer.Wait(var reason, _) && !reason.isEmpty()))) {
      cause++;
    }
    var node = requests.get(cause).node();
    var after = answers.get(cause) instanceof Answer.Wait(_, var retry) ? retry : SHORTLY;
    var told = new ArrayList<Answer>();
    for (var answer : answers) {
      told.add(
          answer instanceof Answer.Wait(var reason, _) && reason.isEmpty()
              ? new Answer.Wait(
                  "It begins together with node '%s', which cannot begin now".formatted(node),
                  after)
              : answer);
    }
    return told;
  }
}

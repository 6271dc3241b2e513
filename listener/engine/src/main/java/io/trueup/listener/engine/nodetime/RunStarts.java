package io.trueup.listener.engine.nodetime;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.rollout.PlatformModels;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.NodeSituation;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.Runs.BeginResult;
import io.trueup.statestore.Runs.Joining;
import io.trueup.statestore.Runs.Member;
import io.trueup.statestore.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Has the store decide about jobs that start, and record their runs. Whether a node may change also
 * depends on the model, which is not read within a transaction: it is read between two attempts, of
 * which the first records nothing. Safe for any thread; blocks.
 */
final class RunStarts {

  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private final StateStore store;
  private final PlatformModels models;
  private final NodeTimeRules rules;
  private final PrimaryInputs primaries;

  RunStarts(StateStore store, PlatformModels models, GateRules gates) {
    this.store = store;
    this.models = models;
    this.rules = new NodeTimeRules(gates);
    this.primaries = new PrimaryInputs(store, models);
  }

  /** Starts a run on one node; empty when the platform is not known. */
  Optional<BeginResult> begin(RunRequest request) {
    var asked = new Asked(request);
    while (true) {
      var begun = store.runs().begin(request, asked::decide);
      if (!asked.readModel()) {
        return begun;
      }
    }
  }

  /**
   * Starts one run on several nodes; empty when the platform is not known.
   *
   * @return the results in the order of the requests
   */
  Optional<List<BeginResult>> beginTogether(
      RunId whole, List<RunRequest> requests, Joining joining) {
    var asked = requests.stream().map(Asked::new).toList();
    var members = asked.stream().map(it -> new Member(it.request, it::decide)).toList();
    while (true) {
      // As long as the model is missing for a node, none may be recorded.
      var begun = store.runs().beginTogether(whole, members, Joining.ALL_OR_NONE);
      if (asked.stream().filter(Asked::readModel).count() > 0) {
        continue;
      }
      var isDone =
          joining == Joining.ALL_OR_NONE
              || begun.stream().flatMap(List::stream).allMatch(it -> it.run() != null);
      return isDone ? begun : store.runs().beginTogether(whole, members, joining);
    }
  }

  /** A job's request, with what was read of the model for it. */
  private final class Asked {

    private final RunRequest request;

    /** By version, whether what the node reads on other platforms has changed. */
    private final Map<Long, Boolean> changed = new TreeMap<>();

    /** The version that the last decision missed; 0 for none. */
    private final AtomicLong unread = new AtomicLong();

    Asked(RunRequest request) {
      this.request = request;
    }

    NodeDecision decide(NodeSituation situation) {
      unread.set(0);
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

    /** Reads what the last decision missed; returns whether it missed anything. */
    boolean readModel() {
      var version = unread.getAndSet(0);
      if (version == 0) {
        return false;
      }
      changed.put(version, primaries.haveChanged(request.platform(), version, request.node()));
      return true;
    }
  }

  /** The decision, or to wait when it needs a model that only another daemon can read. */
  private NodeDecision feasible(PlatformId platform, NodeDecision decision) {
    return NodeTimeRules.feasible(platform, decision, models.follows(platform));
  }
}

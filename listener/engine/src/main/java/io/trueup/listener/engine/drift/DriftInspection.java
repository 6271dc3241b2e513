package io.trueup.listener.engine.drift;

import io.trueup.listener.engine.gate.GateRules;
import io.trueup.model.ecosystem.RolloutPolicy.OnDrift;
import io.trueup.model.graph.DependencyOrder;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.platforms.relational.SchemaOperations;
import io.trueup.platforms.relational.SchemaOperations.ApplyAnswer;
import io.trueup.platforms.relational.SchemaOperations.ApplyOptions;
import io.trueup.platforms.relational.SchemaOperations.PlanAnswer;
import io.trueup.platforms.relational.SchemaOperations.Unavailable;
import io.trueup.platforms.relational.schema.SchemaPlan;
import io.trueup.platforms.spi.StepContext;
import io.trueup.platforms.spi.StepOutcome;
import io.trueup.statestore.DriftRecords.Change;
import io.trueup.statestore.DriftRecords.Findings;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.Run;
import io.trueup.statestore.StateStore;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.drift.DriftFinding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares some nodes of a platform with its container, records what differs, and repairs it where
 * the model says so and no gate is shut. It repairs as a rollout changes a node: nothing that loses
 * data, and nothing under a running job. For one thread; the platform's lease is held.
 */
final class DriftInspection {

  private static final String ORIGIN = "drift";

  private final StateStore store;
  private final GateRules rules;
  private final Subject subject;
  private final Instant startedAt;

  /** A platform under its lease, at its target. */
  record Subject(
      Lease lease, PlatformState platform, PlatformGraph graph, SchemaOperations operations) {}

  /** What came of the comparison of some nodes. */
  sealed interface Result {

    /** They were compared. */
    record Compared(int nodes, int found, int repaired, int left) implements Result {}

    /** The container could not be read; recorded as a failure of the check. */
    record Failed(String error) implements Result {}
  }

  DriftInspection(StateStore store, GateRules rules, Subject subject, Instant startedAt) {
    this.store = store;
    this.rules = rules;
    this.subject = subject;
    this.startedAt = startedAt;
  }

  /**
   * Compares those of some nodes that are at their target.
   *
   * @param through every node that became due by then is among these or was compared before; null
   *     when that is as before
   */
  Result inspect(Collection<NodeKey> nodes, @Nullable Instant through) {
    var compared = atTarget(nodes);
    var found = new TreeMap<NodeKey, DriftFinding>();
    var error = compare(compared, found);
    if (error == null && isRepairing() && !found.isEmpty()) {
      var inputs = inputs(found.keySet());
      inputs.keySet().removeAll(compared.keySet());
      error = compare(inputs, found);
      compared.putAll(inputs);
    }
    if (error != null) {
      var id = subject.platform().id();
      store.drift().recordFailure(subject.lease(), id, version(), startedAt, error);
      return new Result.Failed(error);
    }
    return recorded(compared.keySet(), found, through);
  }

  private Result recorded(
      Set<NodeKey> compared, SortedMap<NodeKey, DriftFinding> found, @Nullable Instant through) {
    var isToRepair = isRepairing() && !found.isEmpty();
    var refusal = isToRepair ? refusal() : null;
    var seen = found.values().stream().map(it -> it.refused(refusal)).toList();
    var first = record(compared, seen, new TreeMap<>(), through);
    if (!isToRepair || refusal != null) {
      return new Result.Compared(compared.size(), first.found().size(), 0, first.left());
    }
    var repaired = new TreeMap<NodeKey, List<String>>();
    var left = repair(found, repaired);
    var second = record(found.keySet(), left, repaired, null);
    return new Result.Compared(
        compared.size(), first.found().size(), repaired.size(), second.left());
  }

  private Change record(
      Set<NodeKey> compared,
      List<DriftFinding> drifted,
      SortedMap<NodeKey, List<String>> repaired,
      @Nullable Instant through) {
    return store
        .drift()
        .record(
            subject.lease(),
            subject.platform().id(),
            new Findings(
                version(),
                startedAt,
                through,
                subject.graph().nodes().size(),
                compared,
                drifted,
                repaired));
  }

  private long version() {
    return subject.platform().target().version();
  }

  private boolean isRepairing() {
    return subject.platform().policy().drift().on() == OnDrift.REPAIR;
  }

  /** Those of the nodes that are at their target; others are expected to differ. */
  private SortedMap<NodeKey, NodeRecord> atTarget(Collection<NodeKey> nodes) {
    var asked =
        nodes.stream()
            .filter(it -> subject.graph().nodes().find(it) != null)
            .collect(Collectors.toCollection(TreeSet::new));
    var found = new TreeMap<NodeKey, NodeRecord>();
    if (!asked.isEmpty()) {
      store.rollouts().nodes(subject.platform().id(), asked).stream()
          .filter(it -> it.state() == NodeState.REALIZED && asked.contains(it.key()))
          .forEach(it -> found.put(it.key(), it));
    }
    return found;
  }

  /** A view cannot be made again before the table that it reads. */
  private SortedMap<NodeKey, NodeRecord> inputs(Set<NodeKey> nodes) {
    var inputs = new TreeSet<NodeKey>();
    for (var key : nodes) {
      PipelineNode node = subject.graph().nodes().find(key);
      if (node != null) {
        inputs.addAll(node.inputs());
      }
    }
    return atTarget(inputs);
  }

  /** Adds what differs; returns why the container cannot be read, null when it can. */
  private @Nullable String compare(
      SortedMap<NodeKey, NodeRecord> nodes, SortedMap<NodeKey, DriftFinding> found) {
    if (nodes.isEmpty()) {
      return null;
    }
    var context = new StepContext(subject.platform().id().toString(), ORIGIN, () -> {});
    var ordered = DependencyOrder.of(subject.graph(), new TreeSet<>(nodes.keySet()));
    return switch (subject.operations().plan(context, subject.graph(), ordered)) {
      case PlanAnswer.Planned(var report) -> {
        nodes.forEach((key, record) ->
            PlanFindings.of(record, report.plans().getOrDefault(key, SchemaPlan.EMPTY))
                .ifPresent(it -> found.put(key, it)));
        yield null;
      }
      case Unavailable(var message) -> message;
    };
  }

  /** Why nothing may be repaired now; null when it may. */
  private @Nullable String refusal() {
    var platform = subject.platform();
    var inputs = store.platforms().gateInputs(platform.id()).orElse(null);
    if (inputs == null) {
      return "Not repaired: the platform is gone";
    }
    var shut = rules.shutForRepair(platform, inputs, store.now());
    return shut.isEmpty()
        ? null
        : "Not repaired yet: "
            + shut.stream().map(ShutGate::sentence).collect(Collectors.joining(". "));
  }

  /**
   * Repairs what differs.
   *
   * @param repaired gets the nodes that were repaired, with the statements
   * @return the others, each with the reason
   */
  private List<DriftFinding> repair(
      SortedMap<NodeKey, DriftFinding> found, SortedMap<NodeKey, List<String>> repaired) {
    var left = new ArrayList<DriftFinding>();
    var busy = store.runs().lockNodes(subject.lease(), subject.platform().id(), found.keySet());
    busy.forEach((node, run) -> left.add(drifted(found, node).refused(busy(run))));
    var free =
        DependencyOrder.of(subject.graph(), new TreeSet<>(found.keySet())).stream()
            .filter(it -> !busy.containsKey(it))
            .toList();
    if (free.isEmpty()) {
      return left;
    }
    var context =
        new StepContext(
            subject.platform().id().toString(),
            ORIGIN,
            subject.platform().realized().version(),
            () -> store.leases().requireHeld(subject.lease()));
    switch (subject.operations().apply(context, subject.graph(), free, ApplyOptions.SAFE)) {
      case ApplyAnswer.Applied(var outcomes) ->
          free.forEach(node -> applied(drifted(found, node), outcomes, repaired, left));
      case ApplyAnswer.Stale _ ->
          throw new IllegalStateException("A plan that was not shown cannot be stale");
      case Unavailable(var message) ->
          free.forEach(node -> left.add(drifted(found, node).refused("Not repaired: " + message)));
    }
    return left;
  }

  private static void applied(
      DriftFinding finding,
      Map<NodeKey, StepOutcome> outcomes,
      SortedMap<NodeKey, List<String>> repaired,
      List<DriftFinding> left) {
    switch (outcomes.get(finding.node())) {
      case StepOutcome.Done(var statements) -> repaired.put(finding.node(), statements);
      case StepOutcome.Failed(var message) -> left.add(finding.refused("Not repaired: " + message));
      case StepOutcome.Refused(var message) ->
          left.add(finding.refused("Not repaired: " + message));
      case StepOutcome.Started _ ->
          throw new IllegalStateException(
              "Schema changes of node '%s' end when they return".formatted(finding.node()));
      case null ->
          throw new IllegalStateException("Node '%s' has no outcome".formatted(finding.node()));
    }
  }

  private static DriftFinding drifted(Map<NodeKey, DriftFinding> found, NodeKey node) {
    var finding = found.get(node);
    if (finding == null) {
      throw new IllegalStateException("Node '%s' was not found to differ".formatted(node));
    }
    return finding;
  }

  private static String busy(Run run) {
    return "Not repaired yet: run %s of job '%s' has been running since %s, and nothing changes under a running job"
        .formatted(run.id(), run.job(), run.beganAt());
  }
}

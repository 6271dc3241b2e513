package io.trueup.listener.engine.rollout;

import io.trueup.listener.engine.gate.CredentialGaps;
import io.trueup.listener.engine.gate.GateRules;
import io.trueup.listener.engine.gate.Move;
import io.trueup.listener.engine.gate.Removal;
import io.trueup.listener.engine.versions.StoredAcceptedVersions;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.rollout.NodeRecord;
import io.trueup.model.rollout.NodeState;
import io.trueup.model.rollout.RolloutPlan;
import io.trueup.platforms.spi.CredentialStore.CredentialStatus;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads what a move of a platform would be, and plans it. Safe for any thread; blocks. */
public final class MoveReader {

  private static final int PAGE = 1000;

  private final StateStore store;
  private final PlatformModels models;
  private final PlatformRuntimes realizers;
  private final GateRules rules;

  public MoveReader(
      StateStore store, PlatformModels models, PlatformRuntimes realizers, GateRules rules) {
    this.store = store;
    this.models = models;
    this.realizers = realizers;
    this.rules = rules;
  }

  /**
   * A move with what it changes.
   *
   * @param from the target's graph, without nodes when nothing declares them
   * @param graph of the version to move to
   * @param move for the gates
   */
  public record Draft(PlatformGraph from, PlatformGraph graph, GraphDiff diff, Move move) {}

  /** The version that a platform moves to next; empty when there is none. */
  public Optional<Long> destination(PlatformState platform, Instant at) {
    return rules.destination(
        platform, new StoredAcceptedVersions(store.versions(), platform.id().source()), at);
  }

  /**
   * What a move of a platform from its target to a version is.
   *
   * @throws UndeclaredPlatformException when no version declares the platform
   */
  public Draft draft(PlatformState platform, long to) {
    var id = platform.id();
    var target = platform.target().version();
    var declared = models.graph(id, to);
    var graph = declared.orElseGet(() -> models.graphOrEmpty(platform, to, target));
    var from = models.graph(id, target).orElseGet(() -> PlatformModels.emptied(graph));
    var diff = GraphDiff.between(from, graph);
    var acceptedAt = models.decidedAt(id.source(), to).orElse(Instant.EPOCH);
    var removal = Removal.of(from, diff, declared.isPresent());
    return new Draft(
        from,
        graph,
        diff,
        new Move(to, acceptedAt, removal, dependencyGraphs(platform, to), gaps(platform, graph)));
  }

  private SortedMap<PlatformId, Fingerprint> dependencyGraphs(PlatformState platform, long to) {
    var found = new TreeMap<PlatformId, Fingerprint>();
    var source = platform.id().source();
    for (var dependency : platform.terms().dependencies()) {
      var name = dependency.platform();
      models
          .graphs(source, to)
          .map(it -> it.find(name))
          .ifPresent(it -> found.put(new PlatformId(source, name), it.fingerprint()));
    }
    return found;
  }

  private CredentialGaps gaps(PlatformState platform, PlatformGraph graph) {
    var missing = new TreeSet<String>();
    var withheld = new TreeMap<String, String>();
    for (var use : realizers.platform(platform.type()).credentials(graph)) {
      switch (realizers.check(use)) {
        case CredentialStatus.Usable() -> {}
        case CredentialStatus.Missing() -> missing.add(use.name());
        case CredentialStatus.Withheld(var reason) ->
            withheld.merge(use.name(), reason, "%s. %s"::formatted);
      }
    }
    return new CredentialGaps(missing, withheld);
  }

  /** Plans a move forward, which costs as much as it changes. */
  public RolloutPlan plan(PlatformState platform, Draft draft) {
    var keys = new HashSet<NodeKey>();
    draft.diff().added().forEach(node -> keys.add(node.key()));
    draft.diff().changed().forEach(change -> keys.add(change.after().key()));
    draft.diff().removed().forEach(node -> keys.add(node.key()));
    var records = new TreeMap<NodeKey, NodeRecord>();
    store
        .rollouts()
        .nodes(platform.id(), keys)
        .forEach(record -> records.put(record.key(), record));
    keys.stream()
        .filter(key -> draft.graph().nodes().containsKey(key))
        .forEach(key -> records.computeIfAbsent(key, MoveReader::unknown));
    return realizers
        .platform(platform.type())
        .planRollout(draft.graph(), List.copyOf(records.values()));
  }

  /**
   * Plans a move back from the records of all nodes of the platform: what they are counts, and not
   * what the versions between say.
   */
  public RolloutPlan planBack(PlatformState platform, Draft draft) {
    var graph = draft.graph();
    var unseen = new HashSet<>(graph.nodes().keySet());
    var records = new TreeMap<NodeKey, NodeRecord>();
    var after = "";
    while (true) {
      var page = store.rollouts().allNodes(platform.id(), after, PAGE);
      for (var record : page) {
        unseen.remove(record.key());
        if (!isAt(graph, record)) {
          records.put(record.key(), record);
        }
      }
      if (page.size() < PAGE) {
        break;
      }
      after = page.getLast().key().value();
    }
    // Those that were retired, and those that are not at their target.
    store.rollouts().nodes(platform.id(), unseen).forEach(it -> records.put(it.key(), it));
    unseen.forEach(key -> records.computeIfAbsent(key, MoveReader::unknown));
    return realizers.platform(platform.type()).planRollout(graph, List.copyOf(records.values()));
  }

  private static boolean isAt(PlatformGraph graph, NodeRecord record) {
    var node = graph.nodes().find(record.key());
    return node != null
        && record.state() == NodeState.REALIZED
        && node.fingerprint().equals(record.realized());
  }

  /** Why a platform's type cannot go back to the version of a draft. */
  public List<String> rollbackObstacles(PlatformState platform, Draft draft) {
    return realizers.platform(platform.type()).rollbackObstacles(draft.graph(), draft.diff());
  }

  /** The record of a node that was never on the platform. */
  static NodeRecord unknown(NodeKey key) {
    return new NodeRecord(key, NodeState.PENDING, null, null, false);
  }
}

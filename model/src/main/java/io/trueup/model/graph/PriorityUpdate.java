package io.trueup.model.graph;

import io.trueup.model.ecosystem.Priority;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the priorities that may have changed: each workspace gives its priority to its exports
 * and to all nodes on their left (domain §4). A node keeps its priority when neither its
 * workspaces' priorities nor its consumers changed, nor those of its consumers. All others are to
 * the left of a changed node and are computed together, the most urgent first, so that each is set
 * once and a cycle cannot keep itself urgent. Not thread-safe.
 */
final class PriorityUpdate {

  private final EcosystemView older;
  private final EcosystemView newer;
  private final PersistentMap<String, PlatformGraph> graphs;
  private final Map<NodeKey, Optional<PipelineNode>> drafts;
  private final Map<NodeKey, Priority> settled = new HashMap<>();

  PriorityUpdate(
      EcosystemView older,
      EcosystemView newer,
      PersistentMap<String, PlatformGraph> graphs,
      Map<NodeKey, Optional<PipelineNode>> drafts) {
    this.older = older;
    this.newer = newer;
    this.graphs = graphs;
    this.drafts = drafts;
  }

  /** The priorities of all nodes that may have changed. */
  Map<NodeKey, Priority> priorities() {
    var affected = graphs.isEmpty() ? all() : leftOf(changed());
    var byUrgency = new HashMap<Priority, Deque<PipelineNode>>();
    for (var node : affected.values()) {
      byUrgency.computeIfAbsent(start(node, affected), _ -> new ArrayDeque<>()).add(node);
    }
    for (var priority : Priority.values()) {
      var pending = byUrgency.getOrDefault(priority, new ArrayDeque<>());
      while (!pending.isEmpty()) {
        var node = pending.remove();
        if (settled.putIfAbsent(node.key(), priority) == null) {
          inputs(node).map(affected::get).filter(Objects::nonNull).forEach(pending::add);
        }
      }
    }
    return settled;
  }

  /** All nodes, where there were none. */
  private Map<NodeKey, PipelineNode> all() {
    var all = new HashMap<NodeKey, PipelineNode>(2 * drafts.size());
    drafts.forEach((key, draft) -> draft.ifPresent(it -> all.put(key, it)));
    return all;
  }

  private static Stream<NodeKey> inputs(PipelineNode node) {
    return node.foreignInputs().isEmpty()
        ? node.inputs().stream()
        : Stream.concat(node.inputs().stream(), node.foreignInputs().stream());
  }

  private @Nullable PipelineNode before(NodeKey key) {
    if (graphs.isEmpty()) {
      return null;
    }
    var graph = graphs.find(key.platform());
    return graph == null ? null : graph.nodes().find(key);
  }

  private @Nullable PipelineNode now(NodeKey key) {
    var draft = drafts.get(key);
    if (draft != null) {
      return draft.orElse(null);
    }
    return newer.isDeclared(key.platform()) ? before(key) : null;
  }

  /** The nodes whose workspaces' priorities, or whose consumers, changed. */
  private Set<NodeKey> changed() {
    var changed = new HashSet<NodeKey>();
    drafts.forEach((key, draft) -> {
      var before = before(key);
      if (before == null) {
        changed.add(key);
        return;
      }
      var after = draft.orElse(null);
      if (after == null || !hasSameInputs(before, after)) {
        inputs(before).forEach(changed::add);
        changed.add(key);
      } else if (ownPriority(older, before) != ownPriority(newer, after)) {
        changed.add(key);
      }
    });
    return changed;
  }

  private static boolean hasSameInputs(PipelineNode before, PipelineNode after) {
    return before.inputs().equals(after.inputs())
        && before.foreignInputs().equals(after.foreignInputs());
  }

  private static Priority ownPriority(EcosystemView view, PipelineNode node) {
    return node instanceof Export export ? view.mostUrgent(export.consumers()) : Priority.LOW;
  }

  private Map<NodeKey, PipelineNode> leftOf(Set<NodeKey> start) {
    var found = new HashMap<NodeKey, PipelineNode>();
    var pending = new ArrayDeque<>(start);
    while (!pending.isEmpty()) {
      var key = pending.remove();
      var node = found.containsKey(key) ? null : now(key);
      if (node != null) {
        found.put(key, node);
        inputs(node).forEach(pending::add);
      }
    }
    return found;
  }

  /**
   * The priority of a node from its own workspaces and from consumers whose priority does not
   * change.
   */
  private Priority start(PipelineNode node, Map<NodeKey, PipelineNode> affected) {
    var priority = ownPriority(newer, node);
    if (graphs.isEmpty()) {
      return priority;
    }
    for (var key : consumers(node)) {
      var consumer = affected.containsKey(key) || now(key) == null ? null : before(key);
      priority = consumer == null ? priority : priority.mostUrgent(consumer.priority());
    }
    return priority;
  }

  private List<NodeKey> consumers(PipelineNode node) {
    var platform = node.key().platform();
    return switch (node) {
      case Export export -> triggersOf(platform, export);
      case Trigger trigger -> List.of(NodeKey.transform(platform, trigger.workspace()));
      case Transform transform ->
          List.of(NodeKey.ingest(platform, transform.transformer().output().name()));
      case Ingest ingest -> consumers(platform, ingest);
    };
  }

  private List<NodeKey> triggersOf(String platform, Export export) {
    var triggers = new ArrayList<NodeKey>();
    for (var workspace : export.workspaces()) {
      if (newer.roots().transforming(workspace).contains(platform)) {
        triggers.add(NodeKey.trigger(platform, workspace));
      }
    }
    return triggers;
  }

  private List<NodeKey> consumers(String platform, Ingest ingest) {
    var store = ingest.store().name();
    var consumers = new ArrayList<NodeKey>();
    var datasets =
        newer.isSingle(store)
            ? ingest.datasets().keySet()
            : newer.references().wanting(store).keySet();
    for (var dataset : datasets) {
      newer.exports(store, dataset).keySet().stream()
          .filter(it -> it.platform().equals(platform))
          .forEach(it -> consumers.add(NodeKey.export(platform, it.container(), store, dataset)));
    }
    if (newer.primaries(store).contains(platform)) {
      var dataset = ingest.datasets().keySet().iterator().next();
      for (var other : graphs.keySet()) {
        if (newer.readsPrimary(other, store)) {
          consumers.add(newer.ingestKey(other, store, dataset));
        }
      }
    }
    return consumers;
  }
}

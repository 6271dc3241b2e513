package io.trueup.model.graph;

import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.NodeDraft.ExportDraft;
import io.trueup.model.graph.NodeDraft.Growth;
import io.trueup.model.graph.NodeDraft.IngestDraft;
import io.trueup.model.graph.NodeDraft.TransformDraft;
import io.trueup.model.graph.NodeDraft.TriggerDraft;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The algorithm of domain §4: roots from assignments, exports and ingestions to their left,
 * transformers and their inputs, primary ingestion, priorities. A root is taken up once, so cycles
 * of transformers end.
 */
final class GraphDrafts {

  /** A group whose datasets a platform must bring. */
  private record Root(String platform, String workspace, String group) {}

  private final Ecosystem ecosystem;
  private final Map<NodeKey, NodeDraft> drafts = new HashMap<>();
  private final Map<Priority, Set<NodeKey>> stamps = new HashMap<>();
  private final Deque<Root> roots = new ArrayDeque<>();
  private final Set<Root> known = new HashSet<>();

  GraphDrafts(Ecosystem ecosystem) {
    this.ecosystem = ecosystem;
  }

  Map<NodeKey, NodeDraft> drafts() {
    ecosystem.assignments().stream()
        .filter(assignment -> assignment.status() != Assignment.Status.DECOMMISSIONED)
        .forEach(
            assignment -> root(assignment.platform(), assignment.workspace(), assignment.group()));
    while (!roots.isEmpty()) {
      grow(roots.remove());
    }
    spreadPriorities();
    return drafts;
  }

  private void root(String platform, String workspace, String group) {
    var root = new Root(platform, workspace, group);
    if (known.add(root)) {
      roots.add(root);
    }
  }

  private void grow(Root root) {
    var workspace = ecosystem.workspaces().get(root.workspace());
    if (workspace == null) {
      return;
    }
    var container = ecosystem.container(workspace.team(), workspace.container());
    workspace.groups().stream()
        .filter(group -> group.name().equals(root.group()))
        .flatMap(group -> group.sinks().stream())
        .forEach(sink -> {
          var store = ecosystem.stores().get(sink.store());
          if (container.isPresent() && store != null && store.dataset(sink.dataset()).isPresent()) {
            export(root.platform(), workspace, container.get(), store, sink.dataset());
          }
        });
  }

  private void export(
      String platform,
      Workspace workspace,
      DataContainer container,
      Datastore store,
      String dataset) {
    var key = NodeKey.export(platform, container.qualifiedName(), store.name(), dataset);
    var export =
        drafts.computeIfAbsent(
            key, it -> new ExportDraft(it, platform, new Growth(), container, store, dataset));
    export.growth().members.add(workspace.name());
    export.growth().inputs.add(ingest(platform, store, dataset));
    stamps.computeIfAbsent(workspace.priority(), _ -> new HashSet<>()).add(key);
  }

  /** Makes sure that the platform ingests the dataset, and all that this takes. */
  private NodeKey ingest(String platform, Datastore store, String dataset) {
    var isMulti = store.capture().consistency() == Capture.Consistency.MULTI_DATASET;
    var key =
        isMulti
            ? NodeKey.ingest(platform, store.name())
            : NodeKey.ingest(platform, store.name(), dataset);
    if (drafts.containsKey(key)) {
      return key;
    }
    var primaries = ecosystem.primaryIngestion().getOrDefault(store.name(), new TreeSet<>());
    var readsPrimary = !primaries.isEmpty() && !primaries.contains(platform);
    var draft =
        new IngestDraft(
            key, platform, new Growth(), store, readsPrimary ? primaries.first() : null);
    drafts.put(key, draft);
    if (isMulti) {
      store.datasets().forEach(it -> draft.growth().members.add(it.name()));
    } else {
      draft.growth().members.add(dataset);
    }
    if (readsPrimary) {
      primaries.forEach(
          primary -> draft.growth().foreignInputs.add(ingest(primary, store, dataset)));
    } else {
      var producer = ecosystem.producers().get(store.name());
      if (producer != null) {
        draft.growth().inputs.add(transform(platform, producer));
      }
    }
    return key;
  }

  /**
   * Makes sure that the platform runs a workspace's transformer, on inputs that it brings there.
   */
  private NodeKey transform(String platform, String producer) {
    var key = NodeKey.transform(platform, producer);
    var workspace = ecosystem.workspaces().get(producer);
    if (workspace == null || drafts.containsKey(key)) {
      return key;
    }
    var transform = new TransformDraft(key, platform, new Growth(), workspace);
    var trigger =
        new TriggerDraft(NodeKey.trigger(platform, producer), platform, new Growth(), workspace);
    drafts.put(key, transform);
    drafts.put(trigger.key(), trigger);
    transform.growth().inputs.add(trigger.key());
    var container = ecosystem.container(workspace.team(), workspace.container());
    for (var group : workspace.groups()) {
      root(platform, producer, group.name());
      container.ifPresent(it -> joinInputs(trigger, group, it));
    }
    return key;
  }

  private void joinInputs(TriggerDraft trigger, DatasetGroup group, DataContainer container) {
    group.sinks().stream()
        .filter(this::exists)
        .map(sink ->
            NodeKey.export(
                trigger.platform(), container.qualifiedName(), sink.store(), sink.dataset()))
        .forEach(trigger.growth().inputs::add);
  }

  private boolean exists(DatasetSink sink) {
    var store = ecosystem.stores().get(sink.store());
    return store != null && store.dataset(sink.dataset()).isPresent();
  }

  /**
   * Each workspace stamps its exports and all to their left, the most urgent first, so that each
   * node is visited once.
   */
  private void spreadPriorities() {
    var stamped = new HashSet<NodeKey>();
    for (var priority : Priority.values()) {
      var pending = new ArrayDeque<>(stamps.getOrDefault(priority, Set.of()));
      while (!pending.isEmpty()) {
        var key = pending.remove();
        var draft = drafts.get(key);
        if (draft != null && stamped.add(key)) {
          draft.growth().priority = priority;
          pending.addAll(draft.growth().inputs);
          pending.addAll(draft.growth().foreignInputs);
        }
      }
    }
  }
}

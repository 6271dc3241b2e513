package io.trueup.model.graph;

import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.ChangeCandidates.WantedDataset;
import io.trueup.model.graph.PipelineNode.Consumer;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import io.trueup.model.parallel.Parallel;
import io.trueup.model.persistent.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fine half of the algorithm of domain §4: finds the nodes that a change of the ecosystem may
 * affect, and computes each from the newer ecosystem. Other nodes are not read. Not thread-safe;
 * one instance makes one update.
 */
final class GraphUpdate {

  private static final Fingerprint NO_FINGERPRINT = new Fingerprint(0, 0);

  /**
   * The nodes that follow from one candidate.
   *
   * @param gone keys of removed nodes, unless {@code nodes} has them
   */
  private record Drafts(List<NodeKey> gone, List<PipelineNode> nodes) {

    Drafts() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private final EcosystemView older;
  private final EcosystemView newer;
  private final PersistentMap<String, PlatformGraph> graphs;
  private final ChangeCandidates candidates;

  /** The shared object of each key, because several nodes name the same one. */
  private final Map<NodeKey, NodeKey> keys = new ConcurrentHashMap<>();

  /** The shared object of each group, because several exports serve the same one. */
  private final Map<Consumer, Consumer> consumers = new ConcurrentHashMap<>();

  /** By key, the new node without its priority and fingerprint; empty when it is removed. */
  private final Map<NodeKey, Optional<PipelineNode>> drafts = new HashMap<>();

  GraphUpdate(
      EcosystemView older,
      EcosystemView newer,
      PersistentMap<String, PlatformGraph> graphs,
      EcosystemChanges changes) {
    this.older = older;
    this.newer = newer;
    this.graphs = graphs;
    this.candidates = ChangeCandidates.of(older, newer, graphs, changes);
  }

  /** The nodes that differ, or may differ, from the older graphs; empty for removed ones. */
  Map<NodeKey, Optional<PipelineNode>> nodes() {
    draft(candidates.sinks(), this::draftSink);
    draft(candidates.stores(), this::draftStore);
    draft(candidates.transformers(), this::draftTransformer);
    var priorities = new PriorityUpdate(older, newer, graphs, drafts).priorities();
    var seal = new NodeFingerprinter(newer);
    var nodes = new HashMap<NodeKey, Optional<PipelineNode>>(2 * drafts.size());
    Parallel.map(
            List.copyOf(drafts.entrySet()),
            draft ->
                draft
                    .getValue()
                    .<Map.Entry<NodeKey, Optional<PipelineNode>>>map(it ->
                        Map.entry(
                            draft.getKey(),
                            Optional.of(
                                seal.fingerprinted(it, priority(draft.getKey(), priorities)))))
                    .orElse(draft))
        .forEach(it -> nodes.put(it.getKey(), it.getValue()));
    priorities.forEach((key, priority) -> {
      var before = before(key);
      if (!nodes.containsKey(key) && before != null && before.priority() != priority) {
        nodes.put(key, Optional.of(seal.fingerprinted(before, priority)));
      }
    });
    return nodes;
  }

  private Priority priority(NodeKey key, Map<NodeKey, Priority> priorities) {
    var changed = priorities.get(key);
    if (changed != null) {
      return changed;
    }
    var before = before(key);
    if (before == null) {
      throw new IllegalStateException("The priority of a new node is missing:  " + key);
    }
    return before.priority();
  }

  private @Nullable PipelineNode before(NodeKey key) {
    if (graphs.isEmpty()) {
      return null;
    }
    var graph = graphs.find(key.platform());
    return graph == null ? null : graph.nodes().find(key);
  }

  /** Adds the nodes that follow from each candidate, the removed ones first. */
  private <S> void draft(Set<S> candidates, Function<S, Drafts> drafting) {
    Parallel.map(List.copyOf(candidates), drafting)
        .forEach(found -> {
          found.gone().forEach(it -> drafts.put(it, Optional.empty()));
          found.nodes().forEach(it -> drafts.put(it.key(), Optional.of(it)));
        });
  }

  private Drafts draftSink(WantedDataset sink) {
    var store = sink.store();
    var dataset = sink.dataset();
    var drafted = new Drafts();
    older
        .exports(store, dataset)
        .keySet()
        .forEach(it ->
            drafted.gone().add(NodeKey.export(it.platform(), it.container(), store, dataset)));
    newer
        .exports(store, dataset)
        .forEach((to, consumers) -> drafted.nodes().add(export(to, sink, consumers)));
    if (older.isSingle(store)) {
      older
          .ingesting(store, dataset)
          .forEach(it -> drafted.gone().add(NodeKey.ingest(it, store, dataset)));
    }
    if (newer.isSingle(store)) {
      newer
          .ingesting(store, dataset)
          .forEach(it ->
              drafted.nodes().add(ingest(it, NodeKey.ingest(it, store, dataset), store, dataset)));
    }
    return drafted;
  }

  private Drafts draftStore(String store) {
    var drafted = new Drafts();
    var platforms = new TreeSet<String>();
    for (var platform : graphs.keySet()) {
      var key = NodeKey.ingest(platform, store);
      if (before(key) != null) {
        platforms.add(platform);
        drafted.gone().add(key);
      }
    }
    if (newer.store(store) != null && !newer.isSingle(store)) {
      var ingesting = candidates.isRestructured(store) ? newer.ingesting(store) : platforms;
      ingesting.forEach(
          it -> drafted.nodes().add(ingest(it, NodeKey.ingest(it, store), store, null)));
    }
    return drafted;
  }

  private Drafts draftTransformer(String name) {
    var drafted = new Drafts();
    older
        .roots()
        .transforming(name)
        .forEach(platform -> {
          drafted.gone().add(NodeKey.transform(platform, name));
          drafted.gone().add(NodeKey.trigger(platform, name));
        });
    var workspace = newer.workspace(name);
    if (workspace != null && workspace.transformer() != null) {
      newer
          .roots()
          .transforming(name)
          .forEach(platform -> {
            drafted.nodes().add(trigger(platform, workspace));
            drafted.nodes().add(transform(platform, workspace));
          });
    }
    return drafted;
  }

  private Export export(
      EcosystemView.Destination to, WantedDataset sink, List<Consumer> consumers) {
    var dataset =
        Optional.ofNullable(newer.store(sink.store()))
            .flatMap(it -> it.dataset(sink.dataset()))
            .orElseThrow();
    var container =
        Optional.ofNullable(newer.ecosystem())
            .flatMap(it -> it.container(null, to.container()))
            .orElseThrow();
    return new Export(
        shared(NodeKey.export(to.platform(), to.container(), sink.store(), sink.dataset())),
        NO_FINGERPRINT,
        Priority.LOW,
        List.of(shared(newer.ingestKey(to.platform(), sink.store(), sink.dataset()))),
        container,
        sink.store(),
        dataset,
        consumers.stream().map(this::shared).toList());
  }

  private Ingest ingest(String platform, NodeKey key, String name, @Nullable String dataset) {
    var store = Optional.ofNullable(newer.store(name)).orElseThrow();
    var primaries = newer.primaries(name);
    var readsPrimary = newer.readsPrimary(platform, name);
    var producer = newer.producer(name);
    var from =
        readsPrimary || producer != null || newer.ecosystem() == null
            ? null
            : newer.ecosystem().container(store.team(), store.capture().container()).orElse(null);
    return new Ingest(
        shared(key),
        NO_FINGERPRINT,
        Priority.LOW,
        producer == null || readsPrimary
            ? List.of()
            : List.of(shared(NodeKey.transform(platform, producer))),
        store.header(),
        dataset == null
            ? store.datasets()
            : PersistentMap.<String, Dataset>empty()
                .with(dataset, store.dataset(dataset).orElseThrow()),
        from,
        readsPrimary ? primaries.first() : null,
        readsPrimary
            ? primaries.stream()
                .map(it ->
                    shared(
                        dataset == null
                            ? NodeKey.ingest(it, name)
                            : NodeKey.ingest(it, name, dataset)))
                .toList()
            : List.of());
  }

  private Trigger trigger(String platform, Workspace workspace) {
    var inputs = new TreeSet<NodeKey>();
    var container = newer.container(workspace);
    if (container != null) {
      for (var group : workspace.groups()) {
        for (var sink : group.sinks()) {
          if (newer.exists(sink.store(), sink.dataset())) {
            inputs.add(
                shared(
                    NodeKey.export(
                        platform, container.qualifiedName(), sink.store(), sink.dataset())));
          }
        }
      }
    }
    return new Trigger(
        shared(NodeKey.trigger(platform, workspace.name())),
        NO_FINGERPRINT,
        Priority.LOW,
        List.copyOf(inputs),
        workspace.name(),
        Optional.ofNullable(workspace.transformer()).orElseThrow().trigger());
  }

  private Consumer shared(Consumer consumer) {
    var found = consumers.putIfAbsent(consumer, consumer);
    return found == null ? consumer : found;
  }

  private NodeKey shared(NodeKey key) {
    var found = keys.putIfAbsent(key, key);
    return found == null ? key : found;
  }

  private Transform transform(String platform, Workspace workspace) {
    return new Transform(
        shared(NodeKey.transform(platform, workspace.name())),
        NO_FINGERPRINT,
        Priority.LOW,
        List.of(shared(NodeKey.trigger(platform, workspace.name()))),
        workspace.name(),
        Optional.ofNullable(workspace.transformer()).orElseThrow());
  }
}

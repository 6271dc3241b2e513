package io.trueup.model.graph;

import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.graph.PipelineNode.Export;
import io.trueup.model.graph.PipelineNode.Ingest;
import io.trueup.model.graph.PipelineNode.Transform;
import io.trueup.model.graph.PipelineNode.Trigger;
import io.trueup.model.persistent.PersistentMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What in two graphs may differ, by what changed in the ecosystem: rather too much than too little,
 * and nothing that no change reaches. Not thread-safe until it is made.
 */
final class Suspects {

  /** A dataset that somebody wants, or wanted. */
  record Sink(String store, String dataset) {

    // By hand, as it is asked for very often before a compiler has seen it.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Sink it && store.equals(it.store) && dataset.equals(it.dataset);
    }

    @Override
    public int hashCode() {
      return 31 * store.hashCode() + dataset.hashCode();
    }
  }

  private final GraphView older;
  private final GraphView newer;
  private final PersistentMap<String, PlatformGraph> graphs;
  private final EcosystemChanges changes;

  private final Set<Sink> sinks = new HashSet<>();
  private final Set<String> stores = new HashSet<>();

  /** Stores of which not even who ingests them is sure. */
  private final Set<String> restructured = new HashSet<>();

  private final Set<String> transformers = new HashSet<>();

  private Suspects(
      GraphView older,
      GraphView newer,
      PersistentMap<String, PlatformGraph> graphs,
      EcosystemChanges changes) {
    this.older = older;
    this.newer = newer;
    this.graphs = graphs;
    this.changes = changes;
  }

  static Suspects of(
      GraphView older,
      GraphView newer,
      PersistentMap<String, PlatformGraph> graphs,
      EcosystemChanges changes) {
    var suspects = new Suspects(older, newer, graphs, changes);
    suspects.all();
    return suspects;
  }

  /** Datasets that somebody wants, or wanted. */
  Set<Sink> sinks() {
    return sinks;
  }

  /** Stores whose ingestion may differ. */
  Set<String> stores() {
    return stores;
  }

  /** Workspaces whose transformer may differ. */
  Set<String> transformers() {
    return transformers;
  }

  /** Whether not even who ingests a store is sure. */
  boolean isRestructured(String store) {
    return restructured.contains(store);
  }

  private void all() {
    changes.stores().forEach(this::suspectStore);
    changes.producers().keySet().forEach(this::suspectWhole);
    changes.primaryIngestion().keySet().forEach(this::suspectWhole);
    changes.workspaces().keySet().forEach(this::suspectWorkspace);
    older
        .roots()
        .platforms()
        .differences(
            newer.roots().platforms(),
            (group, _, _) -> suspectWorkspace(group.substring(0, group.indexOf('/'))));
    older
        .roots()
        .transforms()
        .differences(newer.roots().transforms(), (name, _, _) -> suspectTransformer(name));
    changes.containers().keySet().forEach(this::suspectContainer);
    changes.platforms().keySet().forEach(this::suspectPlatform);
  }

  private void suspectStore(String name, EcosystemChanges.StoreChange change) {
    if (change.isHeader()) {
      suspectWhole(name);
    }
    var wanted = newer.references().wanting(name);
    if (change.before() == null || change.after() == null) {
      // What a transformer's workspace wants is what its trigger waits for, if it exists.
      wanted.values().forEach(transformers::addAll);
    }
    stores.add(name);
    change
        .datasets()
        .forEach((dataset, it) -> {
          sinks.add(new Sink(name, dataset));
          if (it.before() == null || it.after() == null) {
            restructured.add(name);
            transformers.addAll(newer.references().wanting(name, dataset));
          }
        });
    suspectProducer(name);
  }

  private void suspectProducer(String store) {
    for (var view : List.of(older, newer)) {
      var producer = view.producer(store);
      if (producer != null) {
        transformers.add(producer);
      }
    }
  }

  private void suspectWhole(String store) {
    stores.add(store);
    restructured.add(store);
    suspectProducer(store);
    for (var view : List.of(older, newer)) {
      view.references()
          .wanting(store)
          .keySet()
          .forEach(dataset -> sinks.add(new Sink(store, dataset)));
    }
  }

  private void suspectWorkspace(String name) {
    for (var view : List.of(older, newer)) {
      var workspace = view.workspace(name);
      if (workspace != null) {
        workspace.groups().stream()
            .flatMap(it -> it.sinks().stream())
            .forEach(it -> suspectSink(new Sink(it.store(), it.dataset())));
      }
    }
    suspectTransformer(name);
  }

  private void suspectSink(Sink sink) {
    // That the dataset itself changed, and is suspected already, says nothing of who wants it.
    sinks.add(sink);
    stores.add(sink.store());
    restructured.add(sink.store());
  }

  private void suspectTransformer(String name) {
    transformers.add(name);
    for (var view : List.of(older, newer)) {
      var workspace = view.workspace(name);
      if (workspace != null && workspace.transformer() != null) {
        stores.add(workspace.transformer().output().name());
        restructured.add(workspace.transformer().output().name());
      }
    }
  }

  private void suspectContainer(String name) {
    for (var view : List.of(older, newer)) {
      var workspaces = view.references().workspaces().find(name);
      if (workspaces != null) {
        workspaces.forEach(this::suspectWorkspace);
      }
      var captured = view.references().stores().find(name);
      if (captured != null) {
        captured.forEach(this::suspectWhole);
      }
      if (view.ecosystem() != null) {
        view.ecosystem().platforms().values().stream()
            .filter(it -> name.equals(it.container()))
            .forEach(it -> suspectPlatform(it.name()));
      }
    }
  }

  private void suspectPlatform(String name) {
    for (var view : List.of(older, newer)) {
      if (view.ecosystem() != null) {
        view.ecosystem()
            .primaryIngestion()
            .forEach((store, primaries) -> {
              if (primaries.contains(name)) {
                suspectWhole(store);
              }
            });
      }
    }
    var graph = graphs.find(name);
    if (graph != null) {
      graph.nodes().values().forEach(this::suspectNode);
    }
  }

  private void suspectNode(PipelineNode node) {
    switch (node) {
      case Ingest ingest -> {
        stores.add(ingest.store().name());
        restructured.add(ingest.store().name());
        if (older.isSingle(ingest.store().name())) {
          ingest.datasets().keySet().forEach(it -> sinks.add(new Sink(ingest.store().name(), it)));
        }
      }
      case Export export -> suspectSink(new Sink(export.store(), export.dataset().name()));
      case Trigger trigger -> suspectTransformer(trigger.workspace());
      case Transform transform -> suspectTransformer(transform.workspace());
    }
  }
}

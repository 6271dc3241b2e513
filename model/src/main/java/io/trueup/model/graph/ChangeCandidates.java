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
 * The parts of two graphs that may differ, found from the changes of the ecosystem: rather too many
 * than too few, but none that no change reaches. Not thread-safe while it is built.
 */
final class ChangeCandidates {

  /** A dataset that a group wants or wanted. */
  record WantedDataset(String store, String dataset) {

    // Written out, because they run very often before a compiler has seen them.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof WantedDataset it
          && store.equals(it.store)
          && dataset.equals(it.dataset);
    }

    @Override
    public int hashCode() {
      return 31 * store.hashCode() + dataset.hashCode();
    }
  }

  private final EcosystemView older;
  private final EcosystemView newer;
  private final PersistentMap<String, PlatformGraph> graphs;
  private final EcosystemChanges changes;

  private final Set<WantedDataset> sinks = new HashSet<>();
  private final Set<String> stores = new HashSet<>();

  /** Stores whose ingesting platforms may differ too. */
  private final Set<String> restructured = new HashSet<>();

  private final Set<String> transformers = new HashSet<>();

  private ChangeCandidates(
      EcosystemView older,
      EcosystemView newer,
      PersistentMap<String, PlatformGraph> graphs,
      EcosystemChanges changes) {
    this.older = older;
    this.newer = newer;
    this.graphs = graphs;
    this.changes = changes;
  }

  static ChangeCandidates of(
      EcosystemView older,
      EcosystemView newer,
      PersistentMap<String, PlatformGraph> graphs,
      EcosystemChanges changes) {
    var candidates = new ChangeCandidates(older, newer, graphs, changes);
    if (older.ecosystem() == null && graphs.isEmpty()) {
      candidates.addEverything();
    } else {
      candidates.addAll();
    }
    return candidates;
  }

  /** Datasets that a group wants or wanted. */
  Set<WantedDataset> sinks() {
    return sinks;
  }

  /** The stores whose ingestion may differ. */
  Set<String> stores() {
    return stores;
  }

  /** The workspaces whose transformer may differ. */
  Set<String> transformers() {
    return transformers;
  }

  /** Whether the platforms that ingest a store may differ too. */
  boolean isRestructured(String store) {
    return restructured.contains(store);
  }

  /** Everything is new. */
  private void addEverything() {
    changes.stores().keySet().forEach(stores::add);
    newer
        .references()
        .sinks()
        .forEach((store, datasets) ->
            datasets.keySet().forEach(it -> sinks.add(new WantedDataset(store, it))));
    restructured.addAll(stores);
    changes
        .workspaces()
        .forEach((name, change) -> {
          if (change.after() != null && change.after().transformer() != null) {
            transformers.add(name);
          }
        });
  }

  private void addAll() {
    changes.stores().forEach(this::addStore);
    changes.producers().keySet().forEach(this::addWhole);
    changes.primaryIngestion().keySet().forEach(this::addWhole);
    changes.workspaces().keySet().forEach(this::addWorkspace);
    older
        .roots()
        .platforms()
        .differences(newer.roots().platforms(), (group, _, _) -> addWorkspace(group.workspace()));
    older
        .roots()
        .transforms()
        .differences(newer.roots().transforms(), (name, _, _) -> addTransformer(name));
    changes.containers().keySet().forEach(this::addContainer);
    changes.platforms().keySet().forEach(this::addPlatform);
  }

  private void addStore(String name, EcosystemChanges.StoreChange change) {
    if (change.isHeaderChanged()) {
      addWhole(name);
    }
    var wanted = newer.references().wanting(name);
    if (change.before() == null || change.after() == null) {
      // A trigger waits for those datasets of its workspace that exist.
      wanted.values().forEach(transformers::addAll);
    }
    stores.add(name);
    change
        .datasets()
        .forEach((dataset, it) -> {
          sinks.add(new WantedDataset(name, dataset));
          if (it.before() == null || it.after() == null) {
            restructured.add(name);
            transformers.addAll(newer.references().wanting(name, dataset));
          }
        });
    addProducer(name);
  }

  private void addProducer(String store) {
    for (var view : List.of(older, newer)) {
      var producer = view.producer(store);
      if (producer != null) {
        transformers.add(producer);
      }
    }
  }

  private void addWhole(String store) {
    stores.add(store);
    restructured.add(store);
    addProducer(store);
    for (var view : List.of(older, newer)) {
      view.references()
          .wanting(store)
          .keySet()
          .forEach(dataset -> sinks.add(new WantedDataset(store, dataset)));
    }
  }

  private void addWorkspace(String name) {
    for (var view : List.of(older, newer)) {
      var workspace = view.workspace(name);
      if (workspace != null) {
        workspace.groups().stream()
            .flatMap(it -> it.sinks().stream())
            .forEach(it -> addSink(new WantedDataset(it.store(), it.dataset())));
      }
    }
    addTransformer(name);
  }

  private void addSink(WantedDataset sink) {
    // A change of the dataset itself does not say that its consumers changed.
    sinks.add(sink);
    stores.add(sink.store());
    restructured.add(sink.store());
  }

  private void addTransformer(String name) {
    transformers.add(name);
    for (var view : List.of(older, newer)) {
      var workspace = view.workspace(name);
      if (workspace != null && workspace.transformer() != null) {
        stores.add(workspace.transformer().output().name());
        restructured.add(workspace.transformer().output().name());
      }
    }
  }

  private void addContainer(String name) {
    for (var view : List.of(older, newer)) {
      var workspaces = view.references().workspaces().find(name);
      if (workspaces != null) {
        workspaces.forEach(this::addWorkspace);
      }
      var captured = view.references().stores().find(name);
      if (captured != null) {
        captured.forEach(this::addWhole);
      }
      if (view.ecosystem() != null) {
        view.ecosystem().platforms().values().stream()
            .filter(it -> name.equals(it.container()))
            .forEach(it -> addPlatform(it.name()));
      }
    }
  }

  private void addPlatform(String name) {
    for (var view : List.of(older, newer)) {
      if (view.ecosystem() != null) {
        view.ecosystem()
            .primaryIngestion()
            .forEach((store, primaries) -> {
              if (primaries.contains(name)) {
                addWhole(store);
              }
            });
      }
    }
    var graph = graphs.find(name);
    if (graph != null) {
      graph.nodes().values().forEach(this::addNode);
    }
  }

  private void addNode(PipelineNode node) {
    switch (node) {
      case Ingest ingest -> {
        stores.add(ingest.store().name());
        restructured.add(ingest.store().name());
        if (older.isSingle(ingest.store().name())) {
          ingest
              .datasets()
              .keySet()
              .forEach(it -> sinks.add(new WantedDataset(ingest.store().name(), it)));
        }
      }
      case Export export -> addSink(new WantedDataset(export.store(), export.dataset().name()));
      case Trigger trigger -> addTransformer(trigger.workspace());
      case Transform transform -> addTransformer(transform.workspace());
    }
  }
}

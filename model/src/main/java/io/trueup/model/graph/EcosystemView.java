package io.trueup.model.graph;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.PipelineNode.Consumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An ecosystem with its references and roots, and queries over them. */
record EcosystemView(@Nullable Ecosystem ecosystem, References references, Roots roots) {

  static final EcosystemView NONE = new EcosystemView(null, References.NONE, Roots.NONE);

  /** A container to which a platform exports a dataset. */
  record Destination(String platform, String container) {}

  @Nullable Datastore store(String name) {
    return ecosystem == null ? null : ecosystem.stores().find(name);
  }

  @Nullable Workspace workspace(String name) {
    return ecosystem == null ? null : ecosystem.workspaces().find(name);
  }

  @Nullable DataContainer container(Workspace workspace) {
    return ecosystem == null
        ? null
        : ecosystem.container(workspace.team(), workspace.container()).orElse(null);
  }

  @Nullable String producer(String store) {
    return ecosystem == null ? null : ecosystem.producers().find(store);
  }

  /** The platforms that read a store's source for all others; empty when each reads it itself. */
  SortedSet<String> primaries(String store) {
    var found = ecosystem == null ? null : ecosystem.primaryIngestion().find(store);
    return found == null ? new TreeSet<>() : found;
  }

  boolean isDeclared(String platform) {
    return ecosystem != null && ecosystem.platforms().containsKey(platform);
  }

  /** Whether a platform reads a store's tables from a primary platform. */
  boolean readsPrimary(String platform, String store) {
    var primaries = primaries(store);
    return !primaries.isEmpty() && !primaries.contains(platform);
  }

  boolean isSingle(String store) {
    var found = store(store);
    return found != null && found.capture().consistency() == Capture.Consistency.SINGLE_DATASET;
  }

  boolean exists(String store, String dataset) {
    var found = store(store);
    return found != null && found.datasets().containsKey(dataset);
  }

  /** The destinations of a dataset, each with the groups that want it there, sorted. */
  Map<Destination, List<Consumer>> exports(String store, String dataset) {
    var exports = new HashMap<Destination, List<Consumer>>();
    if (!exists(store, dataset)) {
      return exports;
    }
    for (var name : references.wanting(store, dataset)) {
      var workspace = workspace(name);
      var container = workspace == null ? null : container(workspace);
      if (workspace != null && container != null) {
        for (var group : workspace.groups()) {
          if (group.wants(store, dataset)) {
            var consumer = Consumer.of(workspace, group);
            for (var platform : roots.of(name, group.name())) {
              exports
                  .computeIfAbsent(
                      new Destination(platform, container.qualifiedName()), _ -> new ArrayList<>())
                  .add(consumer);
            }
          }
        }
      }
    }
    return exports;
  }

  private Set<String> platforms(Workspace workspace, String store, String dataset) {
    Set<String> platforms = Set.of();
    for (var group : workspace.groups()) {
      if (group.wants(store, dataset)) {
        var more = roots.of(workspace.name(), group.name());
        if (platforms.isEmpty()) {
          platforms = more;
        } else if (!more.isEmpty()) {
          platforms = new TreeSet<>(platforms);
          platforms.addAll(more);
        }
      }
    }
    return platforms;
  }

  /** The platforms that ingest a dataset, for themselves or for other platforms. */
  SortedSet<String> ingesting(String store, String dataset) {
    var platforms = new TreeSet<String>();
    ingesting(store, dataset, platforms);
    return platforms;
  }

  /** The platforms that ingest any dataset of a store. */
  SortedSet<String> ingesting(String store) {
    var platforms = new TreeSet<String>();
    if (ecosystem != null) {
      for (var dataset : references.wanting(store).keySet()) {
        ingesting(store, dataset, platforms);
        if (platforms.size() == ecosystem.platforms().size()) {
          break;
        }
      }
    }
    return platforms;
  }

  private void ingesting(String store, String dataset, Set<String> platforms) {
    if (!exists(store, dataset)) {
      return;
    }
    for (var name : references.wanting(store, dataset)) {
      var workspace = workspace(name);
      if (workspace != null && container(workspace) != null) {
        for (var platform : platforms(workspace, store, dataset)) {
          if (platforms.add(platform) && readsPrimary(platform, store)) {
            primaries(store).stream().filter(this::isDeclared).forEach(platforms::add);
          }
        }
      }
    }
  }

  /** The most urgent of the workspaces of some groups. */
  Priority mostUrgent(List<Consumer> consumers) {
    var stamp = Priority.LOW;
    for (var consumer : consumers) {
      var workspace = workspace(consumer.workspace());
      stamp = workspace == null ? stamp : stamp.mostUrgent(workspace.priority());
    }
    return stamp;
  }

  /** The key of a platform's ingestion of a dataset. */
  NodeKey ingestKey(String platform, String store, String dataset) {
    return isSingle(store)
        ? NodeKey.ingest(platform, store, dataset)
        : NodeKey.ingest(platform, store);
  }
}

package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.DataTransformer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.DatasetGroup;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a platform graph (domain §4). */
public sealed interface PipelineNode {

  /** The stable key. */
  NodeKey key();

  /** The kind, which the key names too. */
  default NodeKind kind() {
    return switch (this) {
      case Ingest _ -> NodeKind.INGEST;
      case Export _ -> NodeKind.EXPORT;
      case Trigger _ -> NodeKind.TRIGGER;
      case Transform _ -> NodeKind.TRANSFORM;
    };
  }

  /** The digest of everything that would make a platform realize the node differently. */
  Fingerprint fingerprint();

  /** The priority of its most urgent consumer. */
  Priority priority();

  /** The keys of the nodes to its left on its platform, whose data it reads; sorted. */
  List<NodeKey> inputs();

  /** The keys of the nodes to its left on other platforms; sorted. */
  default List<NodeKey> foreignInputs() {
    return this instanceof Ingest ingest ? ingest.primaryInputs() : List.of();
  }

  /**
   * Brings datasets of a store into the platform's merge tables.
   *
   * @param store without its datasets
   * @param datasets all of a multi-dataset store's, or the one of a single-dataset store; by name
   * @param source the container that the store is captured from; null for a transformer's output or
   *     a primary platform's tables
   * @param primaryPlatform the platform whose merge tables it reads; null when it reads the source
   * @param primaryInputs the ingestions on all primary platforms that it depends on; empty when it
   *     reads the source
   */
  record Ingest(
      NodeKey key,
      Fingerprint fingerprint,
      Priority priority,
      List<NodeKey> inputs,
      Datastore store,
      PersistentMap<String, Dataset> datasets,
      @Nullable DataContainer source,
      @Nullable String primaryPlatform,
      List<NodeKey> primaryInputs)
      implements PipelineNode {}

  /**
   * A dataset group that takes a dataset from an export. Ordered by workspace, then by group.
   *
   * @param zone of the workspace's team
   * @param team its name within the zone
   */
  record Consumer(String zone, String team, String workspace, String group)
      implements Comparable<Consumer> {

    /** A group of a workspace. */
    static Consumer of(Workspace workspace, DatasetGroup group) {
      var slash = workspace.team().indexOf('/');
      return new Consumer(
          workspace.team().substring(0, Math.max(0, slash)),
          workspace.team().substring(slash + 1),
          workspace.name(),
          group.name());
    }

    @Override
    public int compareTo(Consumer other) {
      var byWorkspace = workspace.compareTo(other.workspace);
      return byWorkspace != 0 ? byWorkspace : group.compareTo(other.group);
    }

    /** {@code workspace/group}. */
    @Override
    public String toString() {
      return workspace + "/" + group;
    }
  }

  /**
   * Offers one dataset in one container to all groups that want it there.
   *
   * @param consumers the groups that the platform serves there; sorted, never empty
   */
  record Export(
      NodeKey key,
      Fingerprint fingerprint,
      Priority priority,
      List<NodeKey> inputs,
      DataContainer container,
      String store,
      Dataset dataset,
      List<Consumer> consumers)
      implements PipelineNode {

    /** The names of the consumers' workspaces; sorted, without duplicates. */
    public List<String> workspaces() {
      return consumers.stream().map(Consumer::workspace).distinct().toList();
    }
  }

  /**
   * Joins all inputs of a transformer's workspace.
   *
   * @param schedule a cron expression; null when it fires whenever all inputs have arrived
   */
  record Trigger(
      NodeKey key,
      Fingerprint fingerprint,
      Priority priority,
      List<NodeKey> inputs,
      String workspace,
      @Nullable String schedule)
      implements PipelineNode {}

  /** Runs a transformer's code, which writes its output store's tables. */
  record Transform(
      NodeKey key,
      Fingerprint fingerprint,
      Priority priority,
      List<NodeKey> inputs,
      String workspace,
      DataTransformer transformer)
      implements PipelineNode {}
}

package io.trueup.model.graph;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Priority;
import io.trueup.model.ecosystem.Workspace;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node while its graph is being worked out: what is still growing. */
sealed interface NodeDraft {

  NodeKey key();

  String platform();

  Growth growth();

  /** What grows. */
  final class Growth {
    /** To its left on its own platform. */
    final TreeSet<NodeKey> inputs = new TreeSet<>();

    /** To its left on other platforms. */
    final TreeSet<NodeKey> foreignInputs = new TreeSet<>();

    /** Names of datasets (ingestion) or of workspaces (export). */
    final TreeSet<String> members = new TreeSet<>();

    Priority priority = Priority.LOW;
  }

  record IngestDraft(
      NodeKey key, String platform, Growth growth, Datastore store, @Nullable String primary)
      implements NodeDraft {}

  record ExportDraft(
      NodeKey key,
      String platform,
      Growth growth,
      DataContainer container,
      Datastore store,
      String dataset)
      implements NodeDraft {}

  record TriggerDraft(NodeKey key, String platform, Growth growth, Workspace workspace)
      implements NodeDraft {}

  record TransformDraft(NodeKey key, String platform, Growth growth, Workspace workspace)
      implements NodeDraft {}
}

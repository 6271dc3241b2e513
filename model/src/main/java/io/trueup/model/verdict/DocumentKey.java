package io.trueup.model.verdict;

import io.trueup.model.document.DocumentKind;
import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.AssignmentsDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.ModelDocument.EcosystemDocument;
import io.trueup.model.document.ModelDocument.GovernanceZoneDocument;
import io.trueup.model.document.ModelDocument.TeamDocument;
import io.trueup.model.document.ModelDocument.WorkspaceDocument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Names what a document declares. There is one for each document of a version, so it holds the
 * document's own name and no text that joins kind and name. In the order of kinds, then of names.
 *
 * @param name of a {@code Datasets} document, its store's; empty for the ecosystem and for
 *     assignments
 */
record DocumentKey(DocumentKind kind, String name) implements DocumentId {

  static final DocumentKey ECOSYSTEM = new DocumentKey(DocumentKind.ECOSYSTEM, "");
  static final DocumentKey ASSIGNMENTS = new DocumentKey(DocumentKind.ASSIGNMENTS, "");

  static DocumentKey zone(String name) {
    return new DocumentKey(DocumentKind.GOVERNANCE_ZONE, name);
  }

  /**
   * The key of a team.
   *
   * @param name {@code zone/team}
   */
  static DocumentKey team(String name) {
    return new DocumentKey(DocumentKind.TEAM, name);
  }

  static DocumentKey store(String name) {
    return new DocumentKey(DocumentKind.DATASTORE, name);
  }

  /** The key of the documents that add datasets to a store. */
  static DocumentKey datasets(String store) {
    return new DocumentKey(DocumentKind.DATASETS, store);
  }

  static DocumentKey workspace(String name) {
    return new DocumentKey(DocumentKind.WORKSPACE, name);
  }

  /** The keys that a document declares: one, and the output store of a workspace's transformer. */
  static List<DocumentKey> of(ModelDocument document) {
    return switch (document) {
      case EcosystemDocument _ -> List.of(ECOSYSTEM);
      case GovernanceZoneDocument(var zone) -> List.of(zone(zone.name()));
      case TeamDocument(var team) -> List.of(team(team.name()));
      case DatastoreDocument(var store) -> List.of(store(store.name()));
      case DatasetsDocument datasets -> List.of(datasets(datasets.store()));
      case AssignmentsDocument _ -> List.of(ASSIGNMENTS);
      case WorkspaceDocument(var workspace) ->
          workspace.transformer() == null
              ? List.of(workspace(workspace.name()))
              : List.of(
                  workspace(workspace.name()), store(workspace.transformer().output().name()));
    };
  }

  @Override
  public DocumentKey key() {
    return this;
  }

  static int compare(DocumentKey one, DocumentKey other) {
    var byKind = one.kind.compareTo(other.kind);
    return byKind != 0 ? byKind : one.name.compareTo(other.name);
  }

  // Written out, because equals and hashCode run very often before a compiler has seen them. A
  // text has the same hash code in every run, which an enum has not.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DocumentKey it && kind == it.kind && name.equals(it.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.text().hashCode() + name.hashCode();
  }
}

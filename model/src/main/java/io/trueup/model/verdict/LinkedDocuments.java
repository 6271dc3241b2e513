package io.trueup.model.verdict;

import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.GroupKey;
import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The linked documents of a version, with the place of each declaration.
 *
 * @param files the files of the documents
 * @param declarations by key, in the order of path and place; several only for kinds of documents
 *     that may repeat, because a version that declares a thing twice is not linked
 * @param assigned assignments by group
 * @param primaries entries on primary ingestion, by store
 */
record LinkedDocuments(
    ModelFiles files,
    PersistentMap<DocumentKey, List<Placed>> declarations,
    PersistentMap<GroupKey, List<Assigned>> assigned,
    PersistentMap<String, List<Primary>> primaries,
    Ecosystem ecosystem) {

  /** A document with its place. */
  record Placed(Origin origin, Declared declared) {}

  /** An assignment with its document; two documents can contain the same one. */
  record Assigned(Assignment assignment, Origin origin) {}

  /** The entry of one document on a store's primary ingestion. */
  record Primary(SortedSet<String> platforms, Origin origin) {}

  /** The documents with a key, in order. */
  List<Placed> placed(DocumentKey key) {
    var found = declarations.find(key);
    return found == null ? List.of() : found;
  }

  /** The place that declares a key; null when there is none. */
  @Nullable Origin origin(DocumentKey key) {
    var found = placed(key);
    return found.isEmpty() ? null : found.getFirst().origin();
  }

  /** The place that declares a dataset: its store's document, or one that adds to the store. */
  @Nullable Origin datasetOrigin(String store, String dataset) {
    var whole = ecosystem.stores().find(store);
    for (var part : placed(DocumentKey.datasets(store))) {
      if (part.declared().document() instanceof DatasetsDocument added
          && whole != null
          && whole.team().equals(added.team())
          && added.datasets().containsKey(dataset)) {
        return part.origin();
      }
    }
    return origin(DocumentKey.store(store));
  }
}

package io.trueup.model.verdict;

import io.trueup.model.document.Fragment.Declared;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.ecosystem.Assignment;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.persistent.PersistentMap;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a version put together, with the way back to where each thing was declared.
 *
 * @param files what they were read from
 * @param declarations by key, in the order of path and place; more than one only for kinds of
 *     documents that may be several, since a version that declares a thing twice is never linked
 * @param assigned by {@code workspace/group}, each with the document that makes it
 * @param primaries by store, each entry with its document
 */
record Linked(
    ModelFiles files,
    PersistentMap<DocumentKey, List<Placed>> declarations,
    PersistentMap<String, List<Assigned>> assigned,
    PersistentMap<String, List<Primary>> primaries,
    Ecosystem ecosystem) {

  /** A document with where it stands. */
  record Placed(Origin origin, Declared declared) {}

  /** An assignment with the document that makes it; two documents can make the same. */
  record Assigned(Assignment assignment, Origin origin) {}

  /** A document's entry on a store's primary ingestion. */
  record Primary(SortedSet<String> platforms, Origin origin) {}

  /** The documents of a key, in order. */
  List<Placed> placed(DocumentKey key) {
    var found = declarations.find(key);
    return found == null ? List.of() : found;
  }

  /** Where a thing was declared, by its key; null when it was not. */
  @Nullable Origin origin(DocumentKey key) {
    var found = placed(key);
    return found.isEmpty() ? null : found.getFirst().origin();
  }

  /** Where a dataset was declared: in its store's document, or in one that adds to the store. */
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

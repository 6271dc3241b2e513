package io.trueup.model.document.fragment;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.stored.StoredWriter;

/**
 * Puts the datasets of a fragment into a file, so that a model of any size can be read with little
 * memory. Pure but for the file; thread-safe.
 */
public final class StoredFragments {

  private StoredFragments() {}

  /** An equal fragment whose datasets are read from the file when they are needed. */
  public static Fragment in(StoredWriter file, Fragment fragment) {
    return new Fragment(
        fragment.documents().stream()
            .map(it ->
                new Declared(
                    it.index(), it.line(), it.column(), document(file, it.document()), it.digest()))
            .toList(),
        fragment.problems());
  }

  private static ModelDocument document(StoredWriter file, ModelDocument document) {
    return switch (document) {
      case DatastoreDocument(var store) ->
          new DatastoreDocument(store.with(file.stored(store.datasets())));
      case DatasetsDocument(var store, var team, var datasets) ->
          new DatasetsDocument(store, team, file.stored(datasets));
      default -> document;
    };
  }
}

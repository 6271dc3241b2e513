package io.trueup.model.document.fragment;

import io.trueup.model.document.ModelDocument;
import io.trueup.model.document.ModelDocument.DatasetsDocument;
import io.trueup.model.document.ModelDocument.DatastoreDocument;
import io.trueup.model.document.fragment.Fragment.Declared;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.persistent.PersistentMap;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds the fragment of a changed file from that of the file before it, so that both share what
 * the change left as it was: comparing them, and writing the newer one beside the older one, costs
 * what changed. Pure and thread-safe.
 */
public final class RepeatedFragments {

  private RepeatedFragments() {}

  /** A fragment that equals the newer one. */
  public static Fragment from(Fragment older, Fragment newer) {
    return new Fragment(
        newer.documents().stream().map(it -> from(counterpart(older, it), it)).toList(),
        newer.problems());
  }

  /** The first document of the same kind and name. */
  private static @Nullable ModelDocument counterpart(Fragment older, Declared newer) {
    for (var declared : older.documents()) {
      var document = declared.document();
      if (document.kind() == newer.document().kind()
          && document.name().equals(newer.document().name())) {
        return document;
      }
    }
    return null;
  }

  private static Declared from(@Nullable ModelDocument older, Declared newer) {
    return new Declared(
        newer.index(),
        newer.line(),
        newer.column(),
        document(older, newer.document()),
        newer.digest());
  }

  private static ModelDocument document(@Nullable ModelDocument older, ModelDocument newer) {
    return switch (newer) {
      case DatastoreDocument(var store) when older instanceof DatastoreDocument(var was) ->
          new DatastoreDocument(store.with(datasets(was.datasets(), store.datasets())));
      case DatasetsDocument(var store, var team, var datasets)
          when older instanceof DatasetsDocument was ->
          new DatasetsDocument(store, team, datasets(was.datasets(), datasets));
      default -> newer;
    };
  }

  private static PersistentMap<String, Dataset> datasets(
      PersistentMap<String, Dataset> older, PersistentMap<String, Dataset> newer) {
    var changes = new HashMap<String, Optional<Dataset>>();
    older.differences(
        newer, (name, was, is) -> changes.put(name, Optional.ofNullable(dataset(was, is))));
    return older.withAll(changes);
  }

  private static @Nullable Dataset dataset(@Nullable Dataset was, @Nullable Dataset is) {
    return was == null || is == null || !was.schema().equals(is.schema())
        ? is
        : new Dataset(
            is.name(),
            is.source(),
            was.schema(),
            is.governance(),
            is.documentation(),
            is.fingerprint());
  }
}

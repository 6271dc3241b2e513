package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.List;

/**
 * A dataset of a store.
 *
 * @param name unique in its store
 * @param classifications at dataset level; sorted
 * @param columns in their order
 * @param primaryKey names of columns, in the key's order
 * @param fingerprint of all of it; use {@link #of} to have it computed
 */
public record Dataset(
    String name,
    List<String> classifications,
    List<Column> columns,
    List<String> primaryKey,
    Fingerprint fingerprint) {

  public Dataset {
    classifications = classifications.stream().sorted().distinct().toList();
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** A dataset with its fingerprint computed from the rest. */
  public static Dataset of(
      String name, List<String> classifications, List<Column> columns, List<String> primaryKey) {
    var canonical =
        Canonical.of("dataset")
            .add(name)
            .add(classifications.stream().sorted().distinct().toList());
    canonical.add(columns.size());
    for (var column : columns) {
      canonical
          .add(column.name())
          .add(column.type().toString())
          .add(column.nullable())
          .add(column.key())
          .add(column.classifications());
    }
    return new Dataset(
        name, classifications, columns, primaryKey, canonical.add(primaryKey).fingerprint());
  }
}

package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Canonical;
import io.trueup.model.fingerprint.Fingerprint;
import java.util.List;

/**
 * What a dataset's rows are made of. Equal schemas of many datasets can be one object.
 *
 * @param columns in their order
 * @param primaryKey names of columns, in the key's order
 * @param partition names of the columns that rows are partitioned by, in their order
 * @param fingerprint of all that a platform could act on; use {@link #of} to have it computed
 */
public record DatasetSchema(
    List<Column> columns,
    List<String> primaryKey,
    List<String> partition,
    Fingerprint fingerprint) {

  public DatasetSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    partition = List.copyOf(partition);
  }

  /** A schema with its fingerprint computed from the rest. */
  public static DatasetSchema of(
      List<Column> columns, List<String> primaryKey, List<String> partition) {
    var canonical = Canonical.of("schema").add(columns.size());
    for (var column : columns) {
      canonical
          .add(column.name())
          .add(column.type().toString())
          .add(column.nullable())
          .add(column.key())
          .add(column.classifications());
    }
    return new DatasetSchema(
        columns, primaryKey, partition, canonical.add(primaryKey).add(partition).fingerprint());
  }
}

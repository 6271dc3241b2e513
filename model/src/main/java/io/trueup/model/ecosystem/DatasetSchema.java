package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import io.trueup.model.type.AvroSchema;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a dataset: columns, or an Avro schema. Equal schemas of many datasets can be one
 * object.
 *
 * @param columns in their order; empty with an Avro schema
 * @param avro null with columns
 * @param primaryKey names of columns, or of the Avro record's own fields, in the key's order
 * @param partition names of the columns or fields that rows are partitioned by, in their order
 * @param fingerprint of everything that a platform could act on; {@link #of} computes it
 */
public record DatasetSchema(
    List<Column> columns,
    @Nullable AvroSchema avro,
    List<String> primaryKey,
    List<String> partition,
    Fingerprint fingerprint) {

  public DatasetSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    partition = List.copyOf(partition);
  }

  // Written out, because comparing the fingerprint first is almost always enough.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof DatasetSchema it
            && fingerprint.equals(it.fingerprint)
            && columns.equals(it.columns)
            && Objects.equals(avro, it.avro)
            && primaryKey.equals(it.primaryKey)
            && partition.equals(it.partition));
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  /** A schema of columns. */
  public static DatasetSchema of(
      List<Column> columns, List<String> primaryKey, List<String> partition) {
    return of(columns, null, primaryKey, partition);
  }

  /** A schema with its fingerprint computed from the other components. */
  public static DatasetSchema of(
      List<Column> columns,
      @Nullable AvroSchema avro,
      List<String> primaryKey,
      List<String> partition) {
    var canonical = FingerprintBuilder.of("schema").add(columns.size());
    for (var column : columns) {
      canonical
          .add(column.name())
          .add(column.type().toString())
          .add(column.nullable())
          .add(column.key())
          .add(column.classifications());
    }
    if (avro != null) {
      canonical.add("avro").add(avro.toString());
    }
    return new DatasetSchema(
        columns,
        avro,
        primaryKey,
        partition,
        canonical.add(primaryKey).add(partition).fingerprint());
  }
}

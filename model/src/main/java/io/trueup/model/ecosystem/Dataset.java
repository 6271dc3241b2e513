package io.trueup.model.ecosystem;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.fingerprint.FingerprintBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a store.
 *
 * @param name unique in its store
 * @param source the table or topic to capture from; null when it has the dataset's name
 * @param schema shared with other datasets that have an equal one
 * @param governance shared in the same way
 * @param fingerprint of everything that a platform acts on; {@link #of} computes it. It does not
 *     cover the source, because only ingestion acts on that
 */
public record Dataset(
    String name,
    @Nullable String source,
    DatasetSchema schema,
    Governance governance,
    Documentation documentation,
    Fingerprint fingerprint) {

  /** A dataset with its fingerprint computed from the other components. */
  public static Dataset of(
      String name,
      @Nullable String source,
      DatasetSchema schema,
      Governance governance,
      Documentation documentation) {
    var fingerprint =
        FingerprintBuilder.of("dataset")
            .add(name)
            .add(governance.classifications())
            .add(schema.fingerprint())
            .fingerprint();
    return new Dataset(name, source, schema, governance, documentation, fingerprint);
  }

  /** Its columns, in their order. */
  public List<Column> columns() {
    return schema.columns();
  }

  /** The names of its key columns, in the key's order. */
  public List<String> primaryKey() {
    return schema.primaryKey();
  }

  /** Its classifications as a whole; sorted. */
  public List<String> classifications() {
    return governance.classifications();
  }
}

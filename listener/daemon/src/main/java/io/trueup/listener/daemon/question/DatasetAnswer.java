package io.trueup.listener.daemon.question;

import io.trueup.model.ecosystem.Column;
import io.trueup.model.ecosystem.Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dataset with its columns.
 *
 * @param source the table or topic that it is captured from; null when it has the dataset's name
 * @param classifications of the dataset as a whole
 * @param policies the storage policies of its zone that it asks for
 * @param approved the workspaces that may use it; null when no approval is needed
 * @param primaryKey the key's columns in the key's order
 * @param partition the columns that rows are partitioned by
 * @param columns in their order; empty with an Avro schema
 * @param avro the Avro schema, as its canonical JSON text; null with columns
 * @param fingerprint of everything that a platform acts on, 32 hex digits
 * @param nativeTypes how the container that the question named holds its columns; null when the
 *     question named none
 */
public record DatasetAnswer(
    String store,
    String name,
    @Nullable String description,
    @Nullable String source,
    List<String> classifications,
    List<String> policies,
    boolean deprecated,
    @Nullable List<String> approved,
    List<String> primaryKey,
    List<String> partition,
    List<ColumnAnswer> columns,
    @Nullable String avro,
    String fingerprint,
    @Nullable NativeTypesAnswer nativeTypes) {

  /** A column. */
  public record ColumnAnswer(
      String name,
      String type,
      boolean nullable,
      boolean key,
      List<String> classifications,
      @Nullable String description) {

    static ColumnAnswer of(Column column) {
      return new ColumnAnswer(
          column.name(),
          column.type().toString(),
          column.nullable(),
          column.key(),
          column.classifications(),
          column.documentation().description());
    }
  }

  static DatasetAnswer of(
      String store,
      Dataset dataset,
      List<ColumnAnswer> columns,
      @Nullable NativeTypesAnswer nativeTypes) {
    var schema = dataset.schema();
    var governance = dataset.governance();
    return new DatasetAnswer(
        store,
        dataset.name(),
        dataset.documentation().description(),
        dataset.source(),
        governance.classifications(),
        governance.storagePolicies(),
        governance.isDeprecated(),
        DatastoreAnswer.approved(governance.approved()),
        schema.primaryKey(),
        schema.partition(),
        columns,
        schema.avro() == null ? null : schema.avro().toString(),
        dataset.fingerprint().toString(),
        nativeTypes);
  }
}

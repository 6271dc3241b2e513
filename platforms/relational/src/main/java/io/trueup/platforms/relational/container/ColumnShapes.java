package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a dataset: declared ones, or the fields of its Avro record.
 *
 * @param columns in their order
 * @param unmappable fields for which the model has no type
 */
public record ColumnShapes(List<ColumnShape> columns, List<UnmappableField> unmappable) {

  /**
   * A field that cannot be a column.
   *
   * @param place {@code dataset/field}, or the dataset for a problem of the whole schema
   * @param message what is wrong, as a sentence
   * @param remedy what to do
   */
  public record UnmappableField(String place, String message, String remedy) {}

  public ColumnShapes {
    columns = List.copyOf(columns);
    unmappable = List.copyOf(unmappable);
  }

  /** The columns of a dataset. */
  public static ColumnShapes of(Dataset dataset) {
    var avro = dataset.schema().avro();
    if (avro != null) {
      return AvroColumns.of(dataset, avro);
    }
    var columns = new ArrayList<ColumnShape>(dataset.columns().size());
    for (var column : dataset.columns()) {
      var isNullable = column.nullable() && !dataset.primaryKey().contains(column.name());
      columns.add(new ColumnShape(column.name(), column.type(), isNullable));
    }
    return new ColumnShapes(columns, List.of());
  }
}

package io.trueup.platforms.container;

import io.trueup.model.ecosystem.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that a dataset has, whether it declares them or an Avro schema whose record's own
 * fields they are.
 *
 * @param columns in their order
 * @param shapeless fields that no type of the model stands for
 */
public record ColumnShapes(List<ColumnShape> columns, List<Shapeless> shapeless) {

  /**
   * A field that no column can stand for.
   *
   * @param place {@code dataset/field}, or the dataset when it is all of it
   * @param message what is wrong, as a sentence
   * @param remedy what to do
   */
  public record Shapeless(String place, String message, String remedy) {}

  public ColumnShapes {
    columns = List.copyOf(columns);
    shapeless = List.copyOf(shapeless);
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

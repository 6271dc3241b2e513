package io.trueup.model.ecosystem;

import io.trueup.model.type.DataType;
import java.util.List;

/**
 * A column of a dataset.
 *
 * @param name as declared
 * @param type what it holds
 * @param nullable whether a row may lack it
 * @param key whether it is part of the primary key
 * @param classifications such as {@code PC3}; sorted
 */
public record Column(
    String name,
    DataType type,
    boolean nullable,
    boolean key,
    List<String> classifications,
    Documentation documentation) {

  public Column {
    classifications =
        classifications.isEmpty()
            ? List.of()
            : classifications.stream().sorted().distinct().toList();
  }
}

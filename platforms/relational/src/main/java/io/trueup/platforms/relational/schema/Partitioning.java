package io.trueup.platforms.relational.schema;

import java.util.List;

/**
 * The hash partitioning of a table, in which every row has a partition from the start.
 *
 * @param columns names of columns in the primary key, in their order
 * @param partitions the names of its partitions, as many as there are remainders
 */
public record Partitioning(List<String> columns, List<ObjectName> partitions) {

  public Partitioning {
    columns = List.copyOf(columns);
    partitions = List.copyOf(partitions);
  }
}

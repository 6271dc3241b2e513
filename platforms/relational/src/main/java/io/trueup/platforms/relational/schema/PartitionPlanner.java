package io.trueup.platforms.relational.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reports where a table is partitioned differently from one created now. An existing table is never
 * repartitioned, and its partitions are left as they are.
 */
final class PartitionPlanner {

  private final ObjectName name;
  private final @Nullable Partitioning wanted;
  private final Relation relation;

  PartitionPlanner(DesiredTable table, Relation relation) {
    this.name = table.name();
    this.wanted = table.options().partitioning();
    this.relation = relation;
  }

  List<Difference> differences() {
    var columns = wanted == null ? List.<String>of() : wanted.columns();
    if (!columns.equals(relation.extras().partitionedBy())) {
      return List.of(
          difference(
              "%s is partitioned by (%s), and would be by (%s) if it were created now"
                  .formatted(
                      name,
                      String.join(", ", relation.extras().partitionedBy()),
                      String.join(", ", columns)),
              null));
    }
    return wanted == null ? List.of() : differences(wanted.partitions());
  }

  private List<Difference> differences(List<ObjectName> declared) {
    var found = relation.extras().partitions();
    var moduli = found.stream().map(Relation.Partition::modulus).distinct().toList();
    if (moduli.size() > 1) {
      return List.of(
          difference(
              "The partitions of %s are of different sizes: someone repartitioned the table"
                  .formatted(name),
              null));
    }
    var modulus = moduli.isEmpty() ? declared.size() : moduli.getFirst();
    var differences = new ArrayList<Difference>();
    if (modulus != declared.size()) {
      differences.add(
          difference(
              "%s is divided into %d partitions, and would be into %d if it were created now"
                  .formatted(name, modulus, declared.size()),
              null));
    }
    var byRemainder = new TreeMap<Integer, ObjectName>();
    found.forEach(it -> byRemainder.put(it.remainder(), it.name()));
    IntStream.range(0, modulus)
        .filter(it -> !byRemainder.containsKey(it))
        .forEach(it -> differences.add(missing(it, modulus, declared)));
    if (modulus == declared.size()) {
      byRemainder.forEach((remainder, partition) -> {
        if (!partition.equals(declared.get(remainder))) {
          differences.add(strange(partition, declared.get(remainder)));
        }
      });
    }
    return differences;
  }

  private Difference missing(int remainder, int modulus, List<ObjectName> declared) {
    return difference(
        "%s has no partition for remainder %d of %d, so that every row of it is refused. Attach the one that was detached, or create it again"
            .formatted(name, remainder, modulus),
        modulus == declared.size()
            ? PostgresSql.render(
                new SchemaChange.CreatePartition(declared.get(remainder), name, remainder, modulus))
            : null);
  }

  private Difference strange(ObjectName partition, ObjectName declared) {
    return difference(
        "Rows of %s are kept in %s, and would be in %s if it were created now"
            .formatted(name, partition, declared),
        null);
  }

  private Difference difference(String message, @Nullable String choice) {
    return new Difference(name, Difference.Kind.OTHER_PARTITIONING, message, choice);
  }
}

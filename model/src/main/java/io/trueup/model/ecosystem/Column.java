package io.trueup.model.ecosystem;

import io.trueup.model.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a dataset.
 *
 * @param name as declared
 * @param type of its values
 * @param nullable whether rows may have no value
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

  // Written out, because it runs millions of times before a compiler has seen it.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Column it
        && name.equals(it.name)
        && nullable == it.nullable
        && key == it.key
        && type.equals(it.type)
        && classifications.equals(it.classifications)
        && documentation.equals(it.documentation);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + type.hashCode();
  }
}

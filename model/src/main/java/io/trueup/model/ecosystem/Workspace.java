package io.trueup.model.ecosystem;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A consumer: the datasets that it wants, and where.
 *
 * @param name unique in the ecosystem
 * @param team {@code zone/team}
 * @param container reference to the container for its datasets; null when it has none
 * @param priority its urgency
 * @param isProduction whether production relies on it
 * @param classification the classifications that the data of its groups may have
 * @param groups by name
 * @param transformer null when it has none
 */
public record Workspace(
    String name,
    String team,
    @Nullable String container,
    Priority priority,
    boolean isProduction,
    AllowForbid classification,
    List<DatasetGroup> groups,
    @Nullable DataTransformer transformer,
    Documentation documentation) {

  public Workspace {
    groups = groups.stream().sorted(Comparator.comparing(DatasetGroup::name)).toList();
  }
}

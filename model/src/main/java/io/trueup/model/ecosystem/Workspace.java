package io.trueup.model.ecosystem;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer wants, and where it wants it.
 *
 * @param name unique in the ecosystem
 * @param team {@code zone/team}
 * @param container reference to where it wants its datasets; null when it has none
 * @param priority how urgent it is
 * @param isProduction whether production relies on it
 * @param classification the verifier: what the data of all its groups may be classified as
 * @param groups by name
 * @param transformer null when the workspace makes nothing
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

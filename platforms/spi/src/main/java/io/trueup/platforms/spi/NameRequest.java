package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for a physical name.
 *
 * @param within the physical name of a relation's schema; empty for a name outside schemas
 * @param node the node that uses it; null when many nodes share it
 * @param candidates in the order of preference, as the container folds them; a function of the
 *     logical name alone; never empty
 */
public record NameRequest(
    LogicalName logical, String within, @Nullable NodeKey node, List<String> candidates) {

  public NameRequest {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot request a name for %s without candidates".formatted(logical));
    }
  }
}

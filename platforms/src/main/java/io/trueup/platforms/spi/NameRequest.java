package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a physical name.
 *
 * @param within the physical name of a relation's schema; empty for what is in none
 * @param node whom it is for; null for what many nodes share
 * @param candidates in the order of preference, as the container folds them, and a function of the
 *     logical name alone; never empty
 */
public record NameRequest(
    LogicalName logical, String within, @Nullable NodeKey node, List<String> candidates) {

  public NameRequest {
    candidates = List.copyOf(candidates);
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException("No name is suggested for " + logical);
    }
  }
}

package io.trueup.platforms.spi;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.schema.Difference;
import io.trueup.platforms.schema.SchemaPlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What some nodes need of a container, as it was when somebody looked.
 *
 * @param container for people
 * @param plans by node
 * @param others differences that belong to no node, such as tables that nobody declared
 */
public record SchemaReport(
    String container, SortedMap<NodeKey, SchemaPlan> plans, List<Difference> others) {

  public SchemaReport {
    plans = Collections.unmodifiableSortedMap(new TreeMap<>(plans));
    others = List.copyOf(others);
  }

  /** All plans as one, by the nodes' order. */
  public SchemaPlan whole() {
    return SchemaPlan.of(plans.values());
  }
}

package io.trueup.platforms.relational;

import io.trueup.model.graph.NodeKey;
import io.trueup.platforms.relational.schema.Difference;
import io.trueup.platforms.relational.schema.SchemaPlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The plans for some nodes, made from one catalog snapshot of a container.
 *
 * @param container for people
 * @param plans by node
 * @param undeclared differences that belong to no node, such as undeclared tables
 */
public record SchemaReport(
    String container, SortedMap<NodeKey, SchemaPlan> plans, List<Difference> undeclared) {

  public SchemaReport {
    plans = Collections.unmodifiableSortedMap(new TreeMap<>(plans));
    undeclared = List.copyOf(undeclared);
  }

  /** All plans as one, in the order of their nodes. */
  public SchemaPlan combined() {
    return SchemaPlan.of(plans.values());
  }
}

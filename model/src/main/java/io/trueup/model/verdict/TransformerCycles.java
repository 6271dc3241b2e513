package io.trueup.model.verdict;

import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.EcosystemChanges;
import io.trueup.model.graph.IntentionGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Transformers that wait for each other's output. No rule of a document, for a workspace would have
 * to be judged again whenever any of those before it in the graph changes: the cycles are found for
 * all transformers at once, in time linear in what they want, and only when that changes.
 *
 * @param cycles names of workspaces, each cycle sorted
 */
record TransformerCycles(List<List<String>> cycles) {

  static final TransformerCycles NONE = new TransformerCycles(List.of());

  /** How many of a cycle are named in a message. */
  private static final int MOST_NAMED = 10;

  /**
   * The cycles of the next version.
   *
   * @param before the graph that these cycles are of; null when there is none
   */
  @SuppressWarnings("ReferenceEquality") // What did not change is the same object.
  TransformerCycles next(
      @Nullable IntentionGraph before,
      Ecosystem ecosystem,
      EcosystemChanges changes,
      IntentionGraph after) {
    return before != null
            && before.roots().produced() == after.roots().produced()
            && changes.producers().isEmpty()
        ? this
        : new TransformerCycles(Cycles.of(wants(ecosystem, after)));
  }

  /** By workspace that has a transformer, those that make what it wants. */
  private static TreeMap<String, SortedSet<String>> wants(
      Ecosystem ecosystem, IntentionGraph graph) {
    var wants = new TreeMap<String, SortedSet<String>>();
    ecosystem.producers().values().forEach(it -> wants.put(it, new TreeSet<>()));
    graph
        .roots()
        .produced()
        .forEach((group, stores) -> {
          var found = wants.get(group.substring(0, group.indexOf('/')));
          if (found != null) {
            for (var store : stores) {
              var producer = ecosystem.producers().find(store);
              if (producer != null) {
                found.add(producer);
              }
            }
          }
        });
    return wants;
  }

  List<Finding> findings(Linked linked) {
    var findings = new ArrayList<Finding>();
    for (var cycle : cycles) {
      var named = String.join("', '", cycle.subList(0, Math.min(MOST_NAMED, cycle.size())));
      var more = cycle.size() - MOST_NAMED;
      findings.add(
          Finding.warning(
              "transformer.cycle",
              linked.origin(DocumentKey.workspace(cycle.getFirst())),
              List.of("transformer"),
              cycle.size() == 1
                  ? "The transformer of workspace '%s' wants its own output".formatted(named)
                  : "The transformers of workspaces '%s'%s want each other's output"
                      .formatted(named, more > 0 ? " and %d more".formatted(more) : ""),
              "Make sure that this is meant: each waits for what the others made the time before"));
    }
    return findings;
  }
}

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
 * Finds transformers that need each other's output. This is not a rule of a document, because a
 * workspace would depend on all those before it in the graph: cycles are found for all transformers
 * at once, in time linear in their inputs, and only when these change.
 *
 * @param cycles names of workspaces, each cycle sorted
 */
record TransformerCycles(List<List<String>> cycles) {

  static final TransformerCycles NONE = new TransformerCycles(List.of());

  /** The number of workspaces that a message names. */
  private static final int MOST_NAMED = 10;

  /**
   * The cycles of the next version.
   *
   * @param before the graph with these cycles; null when there is none
   */
  @SuppressWarnings("ReferenceEquality") // An unchanged map is the same object.
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

  /** By workspace with a transformer, the workspaces that make its inputs. */
  private static TreeMap<String, SortedSet<String>> wants(
      Ecosystem ecosystem, IntentionGraph graph) {
    var wants = new TreeMap<String, SortedSet<String>>();
    ecosystem.producers().values().forEach(it -> wants.put(it, new TreeSet<>()));
    graph
        .roots()
        .produced()
        .forEach((group, stores) -> {
          var found = wants.get(group.workspace());
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

  List<Finding> findings(LinkedDocuments linked) {
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
              "Make sure that this is intended: each run reads what the others made in their last"
                  + " run"));
    }
    return findings;
  }
}

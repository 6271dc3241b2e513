package io.trueup.listener.cli.dependents;

import io.trueup.listener.cli.dependents.Dependents.PlatformUse;
import io.trueup.listener.cli.dependents.Dependents.TransformerUse;
import io.trueup.listener.cli.dependents.Dependents.WorkspaceUse;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.verdict.Model;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows data from a store to all consumers, breadth first, so that each path is a shortest one;
 * cycles of transformers end. Pure; linear in the model.
 */
public final class DependentsSearch {

  private final Model model;
  private final Map<String, List<String>> ways = new TreeMap<>();
  private final Set<DatasetSink> reached = new HashSet<>();
  private final Map<String, Set<String>> groups = new HashMap<>();
  private final Deque<Step> open = new ArrayDeque<>();

  /** A dataset that changes, with the path to it, including itself. */
  private record Step(String store, String dataset, List<String> via) {}

  private DependentsSearch(Model model) {
    this.model = model;
  }

  /** The dependents of a store: of any of its datasets. */
  public static Dependents of(Model model, Datastore store) {
    var search = new DependentsSearch(model);
    store.datasets().keySet().forEach(it -> search.reach(store.name(), it, List.of()));
    return search.run(store.name());
  }

  /** The dependents of one dataset. */
  public static Dependents of(Model model, String store, String dataset) {
    var search = new DependentsSearch(model);
    search.reach(store, dataset, List.of());
    return search.run(store + "/" + dataset);
  }

  private void reach(String store, String dataset, List<String> via) {
    if (reached.add(new DatasetSink(store, dataset, false))) {
      open.add(new Step(store, dataset, longer(via, store + "/" + dataset)));
    }
  }

  private static List<String> longer(List<String> way, String step) {
    var longer = new ArrayList<>(way);
    longer.add(step);
    return List.copyOf(longer);
  }

  private Dependents run(String subject) {
    while (!open.isEmpty()) {
      var step = open.remove();
      var takers = model.graph().references().wanting(step.store(), step.dataset());
      for (var name : takers) {
        var workspace = model.ecosystem().workspaces().find(name);
        if (workspace != null) {
          take(workspace, step);
        }
      }
    }
    return new Dependents(subject, workspaces(), transformers(), platforms());
  }

  private void take(Workspace workspace, Step step) {
    workspace.groups().stream()
        .filter(it -> it.wants(step.store(), step.dataset()))
        .forEach(
            it -> groups.computeIfAbsent(workspace.name(), _ -> new TreeSet<>()).add(it.name()));
    var transformer = workspace.transformer();
    if (ways.putIfAbsent(workspace.name(), step.via()) == null && transformer != null) {
      var output = transformer.output();
      var via = longer(step.via(), workspace.name());
      output.datasets().keySet().forEach(it -> reach(output.name(), it, via));
    }
  }

  private List<WorkspaceUse> workspaces() {
    var uses = new ArrayList<WorkspaceUse>();
    ways.forEach((name, via) -> {
      var workspace = model.ecosystem().workspaces().get(name);
      var taking = List.copyOf(groups.getOrDefault(name, Set.of()));
      var platforms = new TreeSet<String>();
      taking.forEach(it -> platforms.addAll(model.graph().roots().of(name, it)));
      uses.add(
          new WorkspaceUse(
              name,
              workspace == null ? "" : workspace.team(),
              taking,
              List.copyOf(platforms),
              via));
    });
    return uses;
  }

  private List<TransformerUse> transformers() {
    var uses = new ArrayList<TransformerUse>();
    ways.forEach((name, via) -> {
      var workspace = model.ecosystem().workspaces().get(name);
      var transformer = workspace == null ? null : workspace.transformer();
      if (transformer != null) {
        uses.add(
            new TransformerUse(
                name,
                transformer.output().name(),
                List.copyOf(model.graph().roots().transforming(name)),
                via));
      }
    });
    return uses;
  }

  private List<PlatformUse> platforms() {
    var uses = new ArrayList<PlatformUse>();
    for (var graph : model.graphs().values()) {
      var nodes = nodes(graph);
      if (!nodes.isEmpty()) {
        uses.add(new PlatformUse(graph.platform().name(), nodes));
      }
    }
    return uses;
  }

  /** The nodes of a platform that the reached data passes through. */
  private List<String> nodes(PlatformGraph graph) {
    var keys = new TreeSet<String>();
    for (var node : graph.nodes().values()) {
      if (isReached(node)) {
        keys.add(node.key().value());
      }
    }
    return List.copyOf(keys);
  }

  private boolean isReached(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest ingest ->
          ingest.datasets().keySet().stream()
              .anyMatch(it -> reached.contains(new DatasetSink(ingest.store().name(), it, false)));
      case PipelineNode.Export export ->
          reached.contains(new DatasetSink(export.store(), export.dataset().name(), false));
      case PipelineNode.Trigger trigger -> ways.containsKey(trigger.workspace());
      case PipelineNode.Transform transform -> ways.containsKey(transform.workspace());
    };
  }
}

package io.trueup.listener.daemon.question;

import io.trueup.listener.daemon.question.Dependents.PlatformUse;
import io.trueup.listener.daemon.question.Dependents.TransformerUse;
import io.trueup.listener.daemon.question.Dependents.WorkspaceUse;
import io.trueup.model.ecosystem.DatasetSink;
import io.trueup.model.ecosystem.Datastore;
import io.trueup.model.ecosystem.Ecosystem;
import io.trueup.model.ecosystem.Workspace;
import io.trueup.model.graph.NodeKey;
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
 * cycles of transformers end. Pure; costs as much as what it finds.
 */
public final class DependentsSearch {

  private final Model model;
  private final Map<String, List<String>> ways = new TreeMap<>();
  private final Set<DatasetSink> reached = new HashSet<>();
  private final Map<String, Set<String>> groups = new HashMap<>();
  private final Deque<Step> open = new ArrayDeque<>();

  /** A dataset that changes, with the path to it, including itself. */
  private record Step(String store, String dataset, List<String> via) {}

  private final int most;

  private DependentsSearch(Model model, int most) {
    this.model = model;
    this.most = most;
  }

  /** The dependents of a store: of any of its datasets. */
  public static Dependents of(Model model, Datastore store) {
    return of(model, store, Integer.MAX_VALUE);
  }

  /**
   * The dependents of a store, if they are not too many.
   *
   * @param most datasets that are followed
   * @throws QuestionException when there are more
   */
  static Dependents of(Model model, Datastore store, int most) {
    var search = new DependentsSearch(model, most);
    store.datasets().keySet().forEach(it -> search.reach(store.name(), it, List.of()));
    return search.run(store.name());
  }

  /** The dependents of one dataset. */
  public static Dependents of(Model model, String store, String dataset) {
    return of(model, store, dataset, Integer.MAX_VALUE);
  }

  /**
   * The dependents of one dataset, if they are not too many.
   *
   * @param most datasets that are followed
   * @throws QuestionException when there are more
   */
  static Dependents of(Model model, String store, String dataset, int most) {
    var search = new DependentsSearch(model, most);
    search.reach(store, dataset, List.of());
    return search.run(store + "/" + dataset);
  }

  private void reach(String store, String dataset, List<String> via) {
    if (reached.add(new DatasetSink(store, dataset, false))) {
      if (reached.size() > most) {
        throw QuestionException.tooLarge(
            "store",
            "The data reaches more than %d datasets, the most that one answer follows. Ask about one dataset at a time"
                .formatted(most));
      }
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
    var platform = graph.platform().name();
    for (var sink : reached) {
      addIfThere(graph, NodeKey.ingest(platform, sink.store()), keys);
      addIfThere(graph, NodeKey.ingest(platform, sink.store(), sink.dataset()), keys);
      for (var container : containers(sink)) {
        addIfThere(graph, NodeKey.export(platform, container, sink.store(), sink.dataset()), keys);
      }
    }
    for (var workspace : ways.keySet()) {
      addIfThere(graph, NodeKey.trigger(platform, workspace), keys);
      addIfThere(graph, NodeKey.transform(platform, workspace), keys);
    }
    return List.copyOf(keys);
  }

  /** The containers in which workspaces want a dataset, by their qualified names. */
  private Set<String> containers(DatasetSink sink) {
    var containers = new TreeSet<String>();
    for (var name : model.graph().references().wanting(sink.store(), sink.dataset())) {
      var workspace = model.ecosystem().workspaces().find(name);
      if (workspace != null && workspace.container() != null) {
        containers.add(Ecosystem.qualified(workspace.team(), workspace.container()));
      }
    }
    return containers;
  }

  private static void addIfThere(PlatformGraph graph, NodeKey key, Set<String> keys) {
    if (graph.nodes().containsKey(key)) {
      keys.add(key.value());
    }
  }
}

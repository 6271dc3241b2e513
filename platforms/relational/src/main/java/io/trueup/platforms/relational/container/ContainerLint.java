package io.trueup.platforms.relational.container;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reports the datasets of a graph that its containers cannot hold, for every platform type.
 * Ingested datasets and the outputs of transformers must fit into the platform's container,
 * exported ones into the workspace's. Pure, and safe for any thread.
 */
public final class ContainerLint implements GraphLint {

  /** The only instance. */
  public static final ContainerLint INSTANCE = new ContainerLint();

  /** The most columns that platforms add to a table; one of them is in the key. */
  private static final int ADDED_COLUMNS = 3;

  private static final int ADDED_KEY_COLUMNS = 1;

  private static final int MOST_KNOWN = 100_000;

  private record Fit(ContainerRules rules, Fingerprint schema) {}

  /** Schemas without problems; most datasets share theirs with many others. */
  private static final Set<Fit> WITHOUT_PROBLEMS = ConcurrentHashMap.newKeySet();

  private ContainerLint() {}

  @Override
  public List<GraphProblem> declaration(PlatformGraph graph) {
    var container = graph.container();
    return container == null ? List.of() : version(null, container);
  }

  @Override
  public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
    var own = graph.container();
    return switch (node) {
      case PipelineNode.Ingest it -> fits(it.key(), own, it.datasets().values());
      case PipelineNode.Transform it ->
          fits(it.key(), own, it.transformer().output().datasets().values());
      case PipelineNode.Export it when own != null && isSame(own, it.container()) ->
          // The exported dataset was ingested there.
          List.of();
      case PipelineNode.Export it -> {
        var problems = new ArrayList<>(version(it.key(), it.container()));
        if (own == null || !isAlike(own, it.container()) || !isIngested(graph, it)) {
          problems.addAll(fits(it.key(), it.container(), List.of(it.dataset())));
        }
        yield List.copyOf(problems);
      }
      case PipelineNode.Trigger _ -> List.of();
    };
  }

  private static boolean isSame(DataContainer one, DataContainer other) {
    return one.qualifiedName().equals(other.qualifiedName());
  }

  /** Whether two containers have the same rules, so that they refuse the same datasets. */
  private static boolean isAlike(DataContainer one, DataContainer other) {
    var rules = ContainerRules.of(one);
    return rules.isPresent() && rules.equals(ContainerRules.of(other));
  }

  /** Whether the problems of a dataset are reported at the node that ingests it. */
  private static boolean isIngested(PlatformGraph graph, PipelineNode.Export export) {
    var platform = graph.platform().name();
    return graph.nodes().containsKey(NodeKey.ingest(platform, export.store()))
        || graph
            .nodes()
            .containsKey(NodeKey.ingest(platform, export.store(), export.dataset().name()));
  }

  private static List<GraphProblem> version(@Nullable NodeKey node, DataContainer container) {
    return ContainerRules.versionProblem(container).stream()
        .map(it ->
            new GraphProblem(
                "container.version",
                Severity.ERROR,
                node,
                null,
                it,
                "Correct the container's 'version', or remove it for the newest"))
        .toList();
  }

  private static List<GraphProblem> fits(
      NodeKey node, @Nullable DataContainer container, Collection<Dataset> datasets) {
    var rules = container == null ? null : ContainerRules.of(container).orElse(null);
    if (container == null || rules == null) {
      return List.of();
    }
    List<GraphProblem> problems = List.of();
    for (var dataset : datasets) {
      var fit = new Fit(rules, dataset.schema().fingerprint());
      if (!WITHOUT_PROBLEMS.contains(fit)) {
        var found = new DatasetCheck(node, container, rules, dataset).problems();
        if (found.isEmpty()) {
          addKnown(fit);
        } else {
          problems = problems.isEmpty() ? new ArrayList<>() : problems;
          problems.addAll(found);
        }
      }
    }
    return problems;
  }

  private static void addKnown(Fit fit) {
    if (WITHOUT_PROBLEMS.size() > MOST_KNOWN) {
      WITHOUT_PROBLEMS.clear();
    }
    WITHOUT_PROBLEMS.add(fit);
  }

  /** Checks one dataset against a container. */
  private static final class DatasetCheck {

    private final NodeKey node;
    private final DataContainer container;
    private final ContainerRules rules;
    private final Dataset dataset;
    private final List<GraphProblem> problems = new ArrayList<>();

    DatasetCheck(NodeKey node, DataContainer container, ContainerRules rules, Dataset dataset) {
      this.node = node;
      this.container = container;
      this.rules = rules;
      this.dataset = dataset;
    }

    List<GraphProblem> problems() {
      var shapes = ColumnShapes.of(dataset);
      shapes.unmappable().forEach(it -> add(it.place(), it.message(), it.remedy()));
      shapes.columns().forEach(this::type);
      names(shapes.columns());
      sizes(shapes.columns().size());
      return problems;
    }

    private void type(ColumnShape column) {
      switch (rules.mapping(column.type())) {
        case TypeMapping.UnsupportedType(var message, var remedy) ->
            add(
                place(column),
                "Container '%s' cannot hold column '%s' of dataset '%s': %s"
                    .formatted(container.qualifiedName(), column.name(), dataset.name(), message),
                remedy);
        case TypeMapping.SupportedType held
            when dataset.primaryKey().contains(column.name()) && !rules.isKeyable(held.sql()) ->
            add(
                place(column),
                "Container '%s' cannot hold column '%s' in the primary key of dataset '%s': %s holds %s as %s, which no key can have"
                    .formatted(
                        container.qualifiedName(),
                        column.name(),
                        dataset.name(),
                        rules,
                        column.type(),
                        held.sql()),
                "Declare it with a length that is not above the product's, or choose another key");
        case TypeMapping.SupportedType _ -> {}
      }
    }

    /** Columns have distinct names, so only names that the container changes can collide. */
    private void names(List<ColumnShape> columns) {
      var names = new ArrayList<String>(columns.size());
      var isSame = true;
      for (var column : columns) {
        var name = NameCandidates.column(rules.identifiers(), column.name());
        reserved(column, name);
        isSame &= name.equals(column.name());
        names.add(name);
      }
      if (!isSame) {
        collisions(columns, names);
      }
    }

    /** The name stays, because Trueup quotes every name; readers must quote it too. */
    private void reserved(ColumnShape column, String name) {
      var identifiers = rules.identifiers();
      if (identifiers.reserved().contains(identifiers.fold(name))) {
        var quoted = identifiers.quote(name);
        problems.add(
            new GraphProblem(
                "container.reserved-word",
                Severity.WARNING,
                node,
                place(column),
                "The name of column '%s' of dataset '%s' is a word that %s reserves, in container '%s'"
                    .formatted(column.name(), dataset.name(), rules, container.qualifiedName()),
                "Write it as %s wherever it is read there, or rename it".formatted(quoted)));
      }
    }

    private void collisions(List<ColumnShape> columns, List<String> names) {
      var taken = new HashMap<String, String>();
      for (var i = 0; i < names.size(); i++) {
        var column = columns.get(i);
        var name = names.get(i);
        var other = taken.putIfAbsent(name, column.name());
        if (other != null) {
          add(
              place(column),
              "Container '%s' cannot hold columns '%s' and '%s' of dataset '%s': both would be called '%s' in %s"
                  .formatted(
                      container.qualifiedName(), other, column.name(), dataset.name(), name, rules),
              "Rename one of them so that they differ in more than upper and lower case");
        }
      }
    }

    private void sizes(int columns) {
      if (columns + ADDED_COLUMNS > rules.mostColumns()) {
        add(
            dataset.name(),
            "Container '%s' cannot hold dataset '%s' of %d columns: a table in %s has at most %d, of which a platform needs %d"
                .formatted(
                    container.qualifiedName(),
                    dataset.name(),
                    columns,
                    rules,
                    rules.mostColumns(),
                    ADDED_COLUMNS),
            "Split the dataset");
      }
      if (dataset.primaryKey().size() + ADDED_KEY_COLUMNS > rules.mostKeyColumns()) {
        add(
            dataset.name(),
            "Container '%s' cannot hold dataset '%s' with a primary key of %d columns: one in %s has at most %d, of which a platform needs %d"
                .formatted(
                    container.qualifiedName(),
                    dataset.name(),
                    dataset.primaryKey().size(),
                    rules,
                    rules.mostKeyColumns(),
                    ADDED_KEY_COLUMNS),
            "Choose a shorter key");
      }
    }

    private String place(ColumnShape column) {
      return dataset.name() + "/" + column.name();
    }

    private void add(String place, String message, String remedy) {
      problems.add(
          new GraphProblem("container.cannot-hold", Severity.ERROR, node, place, message, remedy));
    }
  }
}

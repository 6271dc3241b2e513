package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.Capture;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.ecosystem.History;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Severity;
import io.trueup.model.type.DataType;
import io.trueup.model.type.TypeChange;
import io.trueup.platforms.database.ContainerDatabase;
import io.trueup.platforms.schema.ObjectName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what of a graph a Postgres cannot hold. Pure, and safe for any thread. */
final class PostgresLint implements GraphLint {

  static final PostgresLint INSTANCE = new PostgresLint();

  /** Columns that every table has already. */
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

  private PostgresLint() {}

  @Override
  public List<GraphProblem> declaration(PlatformGraph graph) {
    var look = new Look(graph);
    look.declaration();
    var container = graph.container();
    if (container != null) {
      look.container(container);
    } else if (graph.platform().container() != null && !graph.nodes().isEmpty()) {
      look.onPlatform(
          "postgres.container-missing",
          "Container '%s' is not declared".formatted(graph.platform().container()),
          "Declare it, or name another");
    }
    return List.copyOf(look.problems);
  }

  @Override
  public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
    var look = new Look(graph);
    switch (node) {
      case PipelineNode.Ingest ingest -> look.datasets(ingest.key(), ingest.datasets().values());
      case PipelineNode.Transform transform ->
          look.datasets(transform.key(), transform.transformer().output().datasets().values());
      case PipelineNode.Export export -> look.workspaceContainer(export);
      case PipelineNode.Trigger _ -> {}
    }
    return List.copyOf(look.problems);
  }

  /** A column of a table that exists keeps its type in Postgres: changing it is not done yet. */
  @Override
  public List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    var look = new Look(graph);
    switch (change.after()) {
      case PipelineNode.Ingest after when change.before() instanceof PipelineNode.Ingest before ->
          look.types(after.key(), before.datasets(), after.datasets());
      case PipelineNode.Transform after
          when change.before() instanceof PipelineNode.Transform before ->
          look.types(
              after.key(),
              before.transformer().output().datasets(),
              after.transformer().output().datasets());
      default -> {}
    }
    return List.copyOf(look.problems);
  }

  @Override
  public Collection<String> names(PlatformGraph graph, PipelineNode node) {
    return new NodeLayout(graph.platform()).names(node).map(ObjectName::toString).toList();
  }

  /**
   * A store's tables begin with its name, and a workspace's views lie in a schema of its own. What
   * a transformer writes begins with a store's name that the same platform ingests.
   */
  @Override
  public Collection<Claim> claims(PlatformGraph graph, PipelineNode node) {
    var platform = graph.platform().name();
    return switch (node) {
      case PipelineNode.Ingest ingest -> List.of(claim(platform, ingest));
      case PipelineNode.Export export ->
          export.workspaces().stream()
              .map(it -> new Claim(PhysicalNames.viewSchema(platform, it) + ".", "workspace " + it))
              .toList();
      case PipelineNode.Transform _, PipelineNode.Trigger _ -> List.of();
    };
  }

  private static Claim claim(String platform, PipelineNode.Ingest ingest) {
    var store = ingest.store().name();
    if (ingest.store().capture().consistency() == Capture.Consistency.MULTI_DATASET) {
      return new Claim(PhysicalNames.tableBeginning(platform, store), "store " + store);
    }
    var dataset = ingest.datasets().keySet().iterator().next();
    return new Claim(
        PhysicalNames.tableBeginning(platform, store, dataset), "dataset " + store + "/" + dataset);
  }

  /** One look at a graph, or a part of it. */
  private static final class Look {

    private final PlatformGraph graph;
    private final List<GraphProblem> problems = new ArrayList<>();

    Look(PlatformGraph graph) {
      this.graph = graph;
    }

    private void declaration() {
      var platform = graph.platform();
      if (platform.container() == null) {
        onPlatform(
            "postgres.container-missing",
            "Data platform '%s' names no container".formatted(platform.name()),
            "Name the container whose database is to hold its tables");
      }
      if (platform.credential() == null) {
        onPlatform(
            "postgres.credential-missing",
            "Data platform '%s' names no credential".formatted(platform.name()),
            "Name the credential that may make tables in its container");
      }
      if (platform.history() == History.LIVE_WITH_HISTORY) {
        onPlatform(
            "postgres.history",
            "Data platforms of type 'postgres' do not keep history '%s'"
                .formatted(platform.history().text()),
            "Choose '%s' or '%s'".formatted(History.LIVE_ONLY.text(), History.FORENSIC.text()));
      }
      var schema = PhysicalNames.tableSchema(platform.name());
      if (schema.startsWith("pg_") || schema.equals("information_schema")) {
        onPlatform(
            "postgres.name-reserved",
            "Postgres keeps the schema name '%s' for itself".formatted(schema),
            "Rename the data platform '%s'".formatted(platform.name()));
      }
    }

    private void container(DataContainer container) {
      if (container.type() != DataContainer.Type.POSTGRES) {
        onPlatform(
            "postgres.container-type",
            "Container '%s' is of type '%s', not 'postgres'"
                .formatted(container.qualifiedName(), container.type().text()),
            "Name a container of type 'postgres'");
      } else if (container.host() == null || container.database() == null) {
        onPlatform(
            "postgres.container-incomplete",
            "Container '%s' names no %s"
                .formatted(
                    container.qualifiedName(), container.host() == null ? "host" : "database"),
            "Give it both a host and a database");
      }
    }

    private void workspaceContainer(PipelineNode.Export export) {
      var container = graph.container();
      if (container != null
          && !ContainerDatabase.of(export.container()).equals(ContainerDatabase.of(container))) {
        onNode(
            "postgres.workspace-container",
            export.key(),
            null,
            "Container '%s' is not the database of container '%s', in which data platform '%s' keeps its tables"
                .formatted(
                    export.container().qualifiedName(),
                    container.qualifiedName(),
                    graph.platform().name()),
            "Place the workspace in '%s', or assign it to another data platform"
                .formatted(container.qualifiedName()));
      }
    }

    private void types(
        NodeKey node, PersistentMap<String, Dataset> before, PersistentMap<String, Dataset> after) {
      before.differences(
          after,
          (name, was, is) -> {
            if (was != null && is != null) {
              types(node, was, is);
            }
          });
    }

    private void types(NodeKey node, Dataset before, Dataset after) {
      var types = new HashMap<String, DataType>();
      before.columns().forEach(it -> types.put(it.name(), it.type()));
      for (var column : after.columns()) {
        var was = types.get(column.name());
        if (was != null
            && TypeChange.between(was, column.type()) instanceof TypeChange.Change.Widened
            && PostgresTypes.map(was) instanceof PostgresTypes.Native.Held older
            && PostgresTypes.map(column.type()) instanceof PostgresTypes.Native.Held newer
            && !older.equals(newer)) {
          onNode(
              "postgres.type-change",
              node,
              after.name() + "/" + column.name(),
              "Column '%s' of dataset '%s' widens from %s to %s, and data platform '%s' cannot change the type of a column that exists"
                  .formatted(
                      column.name(), after.name(), was, column.type(), graph.platform().name()),
              "Keep the type, or add a new column");
        }
      }
    }

    private void datasets(NodeKey node, Collection<Dataset> datasets) {
      datasets.forEach(it -> columns(node, it));
      if (datasets.stream().allMatch(it -> PhysicalNames.isFolded(it.name()))) {
        return;
      }
      var names = new HashMap<String, String>();
      for (var dataset : datasets) {
        var other = names.putIfAbsent(dataset.name().toLowerCase(Locale.ROOT), dataset.name());
        if (other != null) {
          onNode(
              "postgres.name-collision",
              node,
              dataset.name(),
              "Datasets '%s' and '%s' would have tables of one name in Postgres"
                  .formatted(other, dataset.name()),
              "Rename one of them so that they differ in more than upper and lower case");
        }
      }
    }

    private void columns(NodeKey node, Dataset dataset) {
      for (var column : dataset.columns()) {
        if (isReserved(column.name())) {
          onNode(
              "postgres.name-reserved",
              node,
              dataset.name() + "/" + column.name(),
              "Column name '%s' is kept for Postgres or Trueup"
                  .formatted(PhysicalNames.column(column.name())),
              "Rename the column");
        }
      }
    }

    /** Cheap for the millions of names that are not. */
    private static boolean isReserved(String column) {
      var first = column.charAt(0) | 0x20;
      if (first != 't' && first != 'x' && first != 'c') {
        return false;
      }
      var name = PhysicalNames.column(column);
      return SYSTEM_COLUMNS.contains(name) || name.startsWith("trueup_");
    }

    private void onPlatform(String rule, String message, String remedy) {
      problems.add(new GraphProblem(rule, Severity.ERROR, null, null, message, remedy));
    }

    private void onNode(
        String rule, NodeKey node, @Nullable String column, String message, String remedy) {
      problems.add(new GraphProblem(rule, Severity.ERROR, node, column, message, remedy));
    }
  }
}

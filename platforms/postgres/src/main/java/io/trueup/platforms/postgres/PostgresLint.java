package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.Credential;
import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.ecosystem.Dataset;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.NodeKey;
import io.trueup.model.graph.NodeKind;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.persistent.PersistentMap;
import io.trueup.model.problem.Severity;
import io.trueup.model.type.TypeChange;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.relational.container.ColumnShape;
import io.trueup.platforms.relational.container.ColumnShapes;
import io.trueup.platforms.relational.container.ContainerRules;
import io.trueup.platforms.relational.container.TypeMapping;
import io.trueup.platforms.relational.schema.NativeTypes;
import io.trueup.platforms.relational.schema.TableForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a graph that a platform of this type cannot realize, besides those that its
 * container cannot hold. Pure, and safe for any thread.
 */
final class PostgresLint implements GraphLint {

  static final PostgresLint INSTANCE = new PostgresLint();

  /** The prefix of the platform's own columns. */
  private static final String OWN_COLUMNS = "trueup_";

  private PostgresLint() {}

  @Override
  public List<GraphProblem> declaration(PlatformGraph graph) {
    var check = new Check(graph);
    check.declaration();
    var container = graph.container();
    if (container != null) {
      check.container(container);
    } else if (graph.platform().container() != null && !graph.nodes().isEmpty()) {
      check.onPlatform(
          "postgres.container-missing",
          "Container '%s' is not declared".formatted(graph.platform().container()),
          "Declare it, or name another",
          "container");
    }
    return List.copyOf(check.problems);
  }

  @Override
  public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
    var check = new Check(graph);
    switch (node) {
      case PipelineNode.Ingest it -> {
        check.datasets(it.key(), it.datasets().values());
        check.partitions(it.key(), it.datasets().values());
      }
      case PipelineNode.Transform it ->
          check.datasets(it.key(), it.transformer().output().datasets().values());
      case PipelineNode.Export it -> check.workspaceContainer(it);
      case PipelineNode.Trigger _ -> {}
    }
    return List.copyOf(check.problems);
  }

  @Override
  public List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    var check = new Check(graph);
    switch (change.after()) {
      case PipelineNode.Ingest after when change.before() instanceof PipelineNode.Ingest before ->
          check.types(after.key(), before.datasets(), after.datasets());
      case PipelineNode.Transform after
          when change.before() instanceof PipelineNode.Transform before ->
          check.types(
              after.key(),
              before.transformer().output().datasets(),
              after.transformer().output().datasets());
      default -> {}
    }
    return List.copyOf(check.problems);
  }

  /** The check of a graph or a part of it. */
  private static final class Check {

    private final PlatformGraph graph;
    private final ContainerRules rules;
    private final List<GraphProblem> problems = new ArrayList<>();

    Check(PlatformGraph graph) {
      this.graph = graph;
      var container = graph.container();
      this.rules =
          ContainerRules.of(
                  DataContainer.Type.POSTGRES, container == null ? null : container.version())
              .orElseThrow();
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
            "Name the credential that may create tables in its container");
      } else if (platform.credential().kind() == Credential.Kind.CLIENT_CERTIFICATE) {
        // Postgres itself accepts it, so no other rule reports it.
        onPlatform(
            "postgres.credential-kind",
            "Credential '%s' of data platform '%s' is of kind '%s', and platforms of type 'postgres' log in with user and password"
                .formatted(
                    platform.credential().name(),
                    platform.name(),
                    platform.credential().kind().text()),
            "Name one of kind 'user-password'",
            "credential");
      }
      problems.addAll(PostgresHints.problems(platform));
    }

    private void container(DataContainer container) {
      if (container.type() != DataContainer.Type.POSTGRES) {
        onPlatform(
            "postgres.container-type",
            "Container '%s' is of type '%s', not 'postgres'"
                .formatted(container.qualifiedName(), container.type().text()),
            "Name a container of type 'postgres'",
            "container");
      } else if (container.host() == null || container.database() == null) {
        onPlatform(
            "postgres.container-incomplete",
            "Container '%s' names no %s"
                .formatted(
                    container.qualifiedName(), container.host() == null ? "host" : "database"),
            "Give it both a host and a database",
            "container");
      }
    }

    private void workspaceContainer(PipelineNode.Export export) {
      var container = graph.container();
      if (container != null
          && export.container().type() != DataContainer.Type.MANAGED
          && !ContainerDatabase.of(export.container()).equals(ContainerDatabase.of(container))) {
        add(
            Severity.ERROR,
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

    private void datasets(NodeKey node, Collection<Dataset> datasets) {
      for (var dataset : datasets) {
        if (dataset.schema().avro() == null) {
          for (var column : dataset.columns()) {
            name(node, dataset, column.name());
          }
        } else {
          for (var column : ColumnShapes.of(dataset).columns()) {
            name(node, dataset, column.name());
          }
        }
      }
    }

    private void name(NodeKey node, Dataset dataset, String column) {
      if (isReserved(column)) {
        add(
            Severity.ERROR,
            "postgres.name-reserved",
            node,
            dataset.name() + "/" + column,
            "Column '%s' of dataset '%s' begins with 'trueup_', as the platform's own columns do"
                .formatted(column, dataset.name()),
            "Rename the column");
      }
    }

    private static boolean isReserved(String column) {
      return column.regionMatches(true, 0, OWN_COLUMNS, 0, OWN_COLUMNS.length());
    }

    private void partitions(NodeKey node, Collection<Dataset> datasets) {
      for (var dataset : datasets) {
        if (!dataset.schema().partition().isEmpty()
            && LogicalNames.partitionColumns(dataset).isEmpty()) {
          add(
              Severity.WARNING,
              "postgres.partition-key",
              node,
              dataset.name(),
              "The table of dataset '%s' will not be partitioned, because its partition columns %s are not all in its primary key"
                  .formatted(dataset.name(), String.join(", ", dataset.schema().partition())),
              "Add them to the primary key of a new dataset, or remove the partition columns");
        }
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
      var isAvro = before.schema().avro() != null && after.schema().avro() != null;
      var were = new HashMap<String, ColumnShape>();
      ColumnShapes.of(before).columns().forEach(it -> were.put(it.name(), it));
      var reported = problems.size();
      for (var column : ColumnShapes.of(after).columns()) {
        var was = were.get(column.name());
        if (was != null
            && (isAvro || !isRefused(was, column))
            && rules.mapping(was.type()) instanceof TypeMapping.SupportedType older
            && rules.mapping(column.type()) instanceof TypeMapping.SupportedType newer) {
          type(
              new Widening(node, after, was, column),
              NativeTypes.between(older.sql(), newer.sql()));
        }
      }
      if (isAvro && problems.size() == reported) {
        replacement(node, before, after);
      }
    }

    /** Whether compatibility refuses and reports the change, which then is no widening. */
    private static boolean isRefused(ColumnShape was, ColumnShape is) {
      return TypeChange.between(was.type(), is.type()) instanceof TypeChange.Change.Refused;
    }

    /** A schema can be compatible by Avro's rules although its table cannot be changed to it. */
    private void replacement(NodeKey node, Dataset before, Dataset after) {
      var use = node.isA(NodeKind.TRANSFORM) ? LogicalNames.Use.OUTPUT : LogicalNames.Use.MERGE;
      var layout = new NodeLayout(graph, graph.platform().name(), new AllocatedNames());
      layout
          .form(before, use)
          .obstacle(layout.form(after, use), TableForm.Use.CURRENT)
          .ifPresent(why ->
              add(
                  Severity.WARNING,
                  TableReplacements.RULE,
                  node,
                  after.name(),
                  "The table of dataset '%s' cannot become what its Avro schema declares: %s. A new table is created for it and all data is loaded again; the earlier one is kept until it is purged"
                      .formatted(after.name(), why),
                  "Merge it when a full reload is acceptable, or make the field nullable"));
    }

    private void type(Widening widening, NativeTypes.Step step) {
      var isPartition =
          LogicalNames.partitionColumns(widening.dataset()).contains(widening.after().name());
      if (step == NativeTypes.Step.NONE) {
        add(
            Severity.ERROR,
            "postgres.cannot-widen",
            widening.node(),
            widening.place(),
            widening.becomes("and Postgres cannot make this change to a column with rows"),
            "Keep the type, and add a column or declare a new dataset");
      } else if (step != NativeTypes.Step.SAME && isPartition) {
        add(
            Severity.ERROR,
            "postgres.cannot-widen",
            widening.node(),
            widening.place(),
            widening.becomes(
                "and Postgres never changes a column that its table is partitioned by"),
            "Keep the type, or declare a new dataset");
      } else if (step == NativeTypes.Step.REWRITTEN) {
        add(
            Severity.WARNING,
            "postgres.rewrite",
            widening.node(),
            widening.place(),
            widening.becomes(
                "for which Postgres rewrites its tables and blocks all access to them meanwhile"),
            "The node will wait for an operator's approval: trueup schema apply --platform %s --node %s --allow ID --reason TEXT"
                .formatted(graph.platform().name(), widening.node()));
      }
    }

    /** A column whose type changes. */
    private record Widening(NodeKey node, Dataset dataset, ColumnShape before, ColumnShape after) {

      String place() {
        return dataset.name() + "/" + after.name();
      }

      String becomes(String consequence) {
        return "Column '%s' of dataset '%s' widens from %s to %s, %s"
            .formatted(after.name(), dataset.name(), before.type(), after.type(), consequence);
      }
    }

    private void onPlatform(String rule, String message, String remedy, String... field) {
      problems.add(
          new GraphProblem(rule, Severity.ERROR, null, null, List.of(field), message, remedy));
    }

    private void add(
        Severity severity,
        String rule,
        @Nullable NodeKey node,
        @Nullable String column,
        String message,
        String remedy) {
      problems.add(new GraphProblem(rule, severity, node, column, message, remedy));
    }
  }
}

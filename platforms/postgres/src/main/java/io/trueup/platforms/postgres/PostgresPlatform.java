package io.trueup.platforms.postgres;

import io.trueup.model.ecosystem.DataContainer;
import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.postgres.database.ContainerDatabase;
import io.trueup.platforms.postgres.database.LockRetries;
import io.trueup.platforms.relational.schema.TableForm;
import io.trueup.platforms.spi.CredentialUse;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Realizes a platform in one Postgres database. Safe for any thread. */
public final class PostgresPlatform implements DataPlatform {

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public GraphLint lint() {
    return PostgresLint.INSTANCE;
  }

  @Override
  public List<GraphProblem> mergeWarnings(
      String platform, PlatformGraph graph, GraphDiff diff, NameRegistry names) {
    var container = graph.container();
    var nodes = new ArrayList<>(diff.added());
    diff.changed().forEach(it -> nodes.add(it.after()));
    nodes.removeIf(it -> it instanceof PipelineNode.Export);
    return container == null || container.type() != DataContainer.Type.POSTGRES || nodes.isEmpty()
        ? List.of()
        : TableReplacements.of(
                NameAllocator.previewing(names, platform, graph, container),
                new NodeLayout(graph, platform, new AllocatedNames()),
                nodes,
                _ -> Map.of())
            .warnings(graph.platform().name(), it -> isReported(it, diff, graph));
  }

  /** Whether {@link PostgresLint} reports it when it compares the two versions. */
  private static boolean isReported(
      LogicalNames.KeptTable table, GraphDiff diff, PlatformGraph graph) {
    var layout = new NodeLayout(graph, graph.platform().name(), new AllocatedNames());
    return table.dataset().schema().avro() != null
        && diff.changed().stream()
            .flatMap(it -> new LogicalNames(graph.platform()).keptTables(it.before()).stream())
            .filter(it -> it.logical().equals(table.logical()))
            .anyMatch(it ->
                layout
                    .form(it.dataset(), it.use())
                    .obstacle(layout.form(table.dataset(), table.use()), TableForm.Use.CURRENT)
                    .isPresent());
  }

  /** Only the container's: a job has its own credential for the source that it captures. */
  @Override
  public List<CredentialUse> credentials(PlatformGraph graph) {
    var credential = graph.platform().credential();
    var container = graph.container();
    if (credential == null || graph.nodes().isEmpty()) {
      return List.of();
    }
    return container == null
        ? List.of(new CredentialUse(credential.name(), List.of()))
        : List.of(ContainerDatabase.of(container).use(credential.name()));
  }

  @Override
  public boolean hasJob(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest _, PipelineNode.Transform _ -> true;
      case PipelineNode.Export _, PipelineNode.Trigger _ -> false;
    };
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment, PlatformSettings settings) {
    return new PostgresExecutor(
        environment, PostgresSettings.containers(environment, settings), LockRetries.STANDARD);
  }
}

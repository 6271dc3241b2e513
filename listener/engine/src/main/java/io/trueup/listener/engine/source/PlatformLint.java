package io.trueup.listener.engine.source;

import io.trueup.model.graph.GraphDiff;
import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.GraphProblem;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import io.trueup.platforms.relational.container.ContainerLint;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.NameRegistry;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.SourceId;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Runs each platform type's checks of its graph, and checks that the containers can hold what the
 * model puts there. An unknown type is a problem of the model.
 */
public final class PlatformLint implements GraphLint {

  private final DataPlatforms platforms;
  private final EarlierTables earlier;

  /** Checks a merge against the tables that platforms keep of earlier versions. */
  private interface EarlierTables {
    List<GraphProblem> problems(DataPlatform type, PlatformGraph graph, GraphDiff diff);
  }

  /** Asks the types on the class path, without knowledge of earlier versions. */
  public PlatformLint(DataPlatforms platforms) {
    this(platforms, (_, _, _) -> List.of());
  }

  private PlatformLint(DataPlatforms platforms, EarlierTables earlier) {
    this.platforms = platforms;
    this.earlier = earlier;
  }

  /** Asks the types on the class path, for a source whose platforms keep tables. */
  public static PlatformLint withStoredNames(
      DataPlatforms platforms, SourceId source, Supplier<NameRegistry> names) {
    return new PlatformLint(
        platforms,
        (type, graph, diff) ->
            type.mergeWarnings(
                new PlatformId(source, graph.platform().name()).toString(),
                graph,
                diff,
                names.get()));
  }

  private GraphLint of(PlatformGraph graph) {
    return platforms.find(graph.platform().type()).map(DataPlatform::lint).orElse(GraphLint.NONE);
  }

  @Override
  public List<GraphProblem> declaration(PlatformGraph graph) {
    var type = graph.platform().type();
    return join(
        platforms.find(type).isEmpty() ? List.of(unknown(type)) : of(graph).declaration(graph),
        ContainerLint.INSTANCE.declaration(graph));
  }

  private static List<GraphProblem> join(List<GraphProblem> some, List<GraphProblem> more) {
    if (some.isEmpty() || more.isEmpty()) {
      return some.isEmpty() ? more : some;
    }
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private GraphProblem unknown(String type) {
    return new GraphProblem(
            "platform.type-unknown",
            Severity.ERROR,
            null,
            null,
            platforms.unknown(type),
            "Correct the platform's 'type'")
        .at("type");
  }

  @Override
  public List<GraphProblem> node(PlatformGraph graph, PipelineNode node) {
    return join(of(graph).node(graph, node), ContainerLint.INSTANCE.node(graph, node));
  }

  @Override
  public List<GraphProblem> merge(PlatformGraph graph, GraphDiff diff) {
    return platforms
        .find(graph.platform().type())
        .map(it -> earlier.problems(it, graph, diff))
        .orElse(List.of());
  }

  @Override
  public List<GraphProblem> change(PlatformGraph graph, GraphDiff.NodeChange change) {
    return of(graph).change(graph, change);
  }
}

package io.trueup.platforms.postgres;

import io.trueup.model.graph.GraphLint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import java.util.SortedSet;
import java.util.TreeSet;

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

  /** The container's alone: what a capture reads its source with is its job's to have. */
  @Override
  public SortedSet<String> credentials(PlatformGraph graph) {
    var names = new TreeSet<String>();
    var credential = graph.platform().credential();
    if (credential != null && !graph.nodes().isEmpty()) {
      names.add(credential.name());
    }
    return names;
  }

  @Override
  public boolean hasJob(PipelineNode node) {
    return switch (node) {
      case PipelineNode.Ingest _, PipelineNode.Transform _ -> true;
      case PipelineNode.Export _, PipelineNode.Trigger _ -> false;
    };
  }

  @Override
  public PlatformExecutor executor(PlatformEnvironment environment) {
    return new PostgresExecutor(environment);
  }
}

package io.trueup.platforms.postgres;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.PipelineNode;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformProblem;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Realizes a platform in one Postgres database. Safe for any thread. */
public final class PostgresPlatform implements DataPlatform {

  private static final int MOST_REMEMBERED = 1_000_000;

  /** Most of what a version holds was linted with the one before it. */
  private final Set<Fingerprint> good = ConcurrentHashMap.newKeySet();

  @Override
  public String type() {
    return "postgres";
  }

  @Override
  public List<PlatformProblem> lint(PlatformGraph graph) {
    if (good.size() > MOST_REMEMBERED) {
      good.clear();
    }
    return PostgresLint.lint(graph, good);
  }

  /** The container's alone: what a capture reads its source with is its job's to have. */
  @Override
  public SortedSet<String> credentials(PlatformGraph graph) {
    var names = new TreeSet<String>();
    var credential = graph.platform().credential();
    if (credential != null && !graph.nodes().isEmpty()) {
      names.add(credential);
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

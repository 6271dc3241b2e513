package io.trueup.listener.daemon;

import io.trueup.listener.rollout.Realizers;
import io.trueup.model.graph.PlatformGraph;
import io.trueup.model.problem.Severity;
import io.trueup.model.verdict.GraphProblem;
import io.trueup.platforms.spi.CredentialStore;
import io.trueup.platforms.spi.DataPlatform;
import io.trueup.platforms.spi.DataPlatforms;
import io.trueup.platforms.spi.PlatformEnvironment;
import io.trueup.platforms.spi.PlatformExecutor;
import io.trueup.platforms.spi.PlatformProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The platform types on the class path, with one executor each, made when first needed. Safe for
 * any thread.
 */
final class PlatformRealizers implements Realizers, AutoCloseable {

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final DataPlatforms platforms;
  private final CredentialStore credentials;
  private final PlatformEnvironment environment;
  private final Map<String, PlatformExecutor> executors = new ConcurrentHashMap<>();

  PlatformRealizers(DataPlatforms platforms, CredentialStore credentials) {
    this.platforms = platforms;
    this.credentials = credentials;
    this.environment =
        new PlatformEnvironment(credentials, LOCK_TIMEOUT, STATEMENT_TIMEOUT, CONNECT_TIMEOUT);
  }

  @Override
  public DataPlatform platform(String type) {
    return platforms.require(type);
  }

  @Override
  public PlatformExecutor executor(String type) {
    return executors.computeIfAbsent(type, it -> platforms.require(it).executor(environment));
  }

  @Override
  public boolean hasCredential(String name) {
    return credentials.find(name).isPresent();
  }

  /**
   * What the platform's type says of its graph; a type that nobody knows is a problem of the model.
   */
  List<GraphProblem> lint(PlatformGraph graph) {
    var type = graph.platform().type();
    return platforms
        .find(type)
        .map(platform -> platform.lint(graph).stream().map(PlatformRealizers::problem).toList())
        .orElseGet(() -> List.of(unknown(type)));
  }

  private GraphProblem unknown(String type) {
    return new GraphProblem(
        "platform.type-unknown",
        Severity.ERROR,
        null,
        null,
        platforms.unknown(type),
        "Correct the platform's 'type'");
  }

  private static GraphProblem problem(PlatformProblem problem) {
    return new GraphProblem(
        problem.rule(),
        problem.severity(),
        problem.node(),
        problem.column(),
        problem.message(),
        problem.remedy());
  }

  @Override
  public void close() {
    executors.values().forEach(PlatformExecutor::close);
  }
}

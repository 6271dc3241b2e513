package io.trueup.listener.api;

import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is answered at a path.
 *
 * @param path in OpenAPI's form: {@code /api/v1/platforms/{platform}}
 * @param scope that a caller needs; null when anyone may ask
 * @param parameters of the query that are known; others are refused
 * @param within how long an answer may take
 * @param action answers; runs on a virtual thread and may block
 */
record Route(
    HttpMethod method,
    String path,
    @Nullable Scope scope,
    Set<String> parameters,
    Duration within,
    Action action) {

  private static final Duration SOON = Duration.ofSeconds(30);

  Route {
    parameters = Set.copyOf(parameters);
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Action {

    /**
     * The answer.
     *
     * @throws ApiException when there is none
     */
    Answer answer(Request request);
  }

  static Route open(String path, Action action) {
    return new Route(HttpMethod.GET, path, null, Set.of(), SOON, action);
  }

  static Route read(String path, Action action) {
    return of(HttpMethod.GET, path, Scope.READ, action);
  }

  static Route of(HttpMethod method, String path, Scope scope, Action action) {
    return new Route(method, path, scope, Set.of(), SOON, action);
  }

  Route with(String... parameters) {
    return new Route(method, path, scope, Set.of(parameters), within, action);
  }

  Route within(Duration limit) {
    return new Route(method, path, scope, parameters, limit, action);
  }

  /** The path in the form of a Vert.x route. */
  String pattern() {
    return path.replace("{", ":").replace("}", "");
  }
}

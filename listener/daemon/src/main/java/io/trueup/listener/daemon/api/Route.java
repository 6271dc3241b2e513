package io.trueup.listener.daemon.api;

import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path with the action that answers them.
 *
 * @param path in the form of OpenAPI: {@code /api/v1/platforms/{platform}}
 * @param scope the scope that a caller needs; null when no token is needed
 * @param parameters the known parameters of the query; others are refused
 * @param within the time limit for an answer
 * @param mostBody the largest body that it takes, in bytes
 * @param isForCalendars whether a token may also be the password of HTTP's basic authentication,
 *     because calendars cannot send anything else
 * @param action answers; runs on a virtual thread and may block
 * @param immediate answers on the event loop where memory suffices; null where it never does
 */
record Route(
    HttpMethod method,
    String path,
    @Nullable Scope scope,
    Set<String> parameters,
    Duration within,
    int mostBody,
    boolean isForCalendars,
    Action action,
    @Nullable Immediate immediate) {

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
  private static final int DEFAULT_BODY = 64 << 10;

  Route {
    parameters = Set.copyOf(parameters);
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Action {

    /**
     * Answers.
     *
     * @throws ApiException when the request fails
     */
    HttpAnswer answer(ApiRequest request);
  }

  /** Answers a request on the event loop. */
  @FunctionalInterface
  interface Immediate {

    /**
     * Answers without waiting for anything.
     *
     * @return empty when the action must answer, which may block
     * @throws ApiException when the request fails
     */
    Optional<HttpAnswer> answer(ApiRequest request);

    /**
     * How long ago the store must have confirmed the caller's token; longer only for answers that
     * are also given while the store is away.
     */
    default Duration callersWithin() {
      return KnownTokens.FOR;
    }
  }

  static Route open(String path, Action action) {
    return new Route(
        HttpMethod.GET, path, null, Set.of(), DEFAULT_LIMIT, DEFAULT_BODY, false, action, null);
  }

  static Route read(String path, Action action) {
    return of(HttpMethod.GET, path, Scope.READ, action);
  }

  static Route of(HttpMethod method, String path, Scope scope, Action action) {
    return new Route(
        method, path, scope, Set.of(), DEFAULT_LIMIT, DEFAULT_BODY, false, action, null);
  }

  Route with(String... parameters) {
    return new Route(
        method,
        path,
        scope,
        Set.of(parameters),
        within,
        mostBody,
        isForCalendars,
        action,
        immediate);
  }

  Route within(Duration limit) {
    return new Route(
        method, path, scope, parameters, limit, mostBody, isForCalendars, action, immediate);
  }

  Route withBodyOf(int bytes) {
    return new Route(
        method, path, scope, parameters, within, bytes, isForCalendars, action, immediate);
  }

  Route forCalendars() {
    return new Route(method, path, scope, parameters, within, mostBody, true, action, immediate);
  }

  Route immediately(Immediate answers) {
    return new Route(
        method, path, scope, parameters, within, mostBody, isForCalendars, action, answers);
  }
}

package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trueup.statestore.Actor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Serves routes: receives their requests, identifies callers, and sends what their actions answer.
 * An answer that needs nothing but memory is made on the event loop; all others on virtual threads.
 * Safe for any thread.
 */
final class RouteServer {

  private static final Map<String, String> COMMON_HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "Cache-Control", "no-store");

  /** Empty lines at this interval keep a quiet connection open. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(10);

  private final List<Route> routes;
  private final PlatformPaths paths;
  private final Authentication authentication;
  private final BlockingExecutor blocking;
  private final ErrorAnswers failures;
  private final MeterRegistry metrics;

  RouteServer(
      List<Route> routes,
      PlatformPaths paths,
      Authentication authentication,
      BlockingExecutor blocking,
      ErrorAnswers failures,
      MeterRegistry metrics) {
    this.routes = List.copyOf(routes);
    this.paths = paths;
    this.authentication = authentication;
    this.blocking = blocking;
    this.failures = failures;
    this.metrics = metrics;
  }

  /** Adds every route. */
  void mount(Router router) {
    routes.forEach(route -> mount(router, route));
  }

  /** Adds the answers to requests that no route answers; the last ones of a router. */
  void mountRefusals(Router router) {
    router.route("/api/v1/*").handler(this::refuse);
    // A path that cannot be decoded fails before it reaches a route.
    router.errorHandler(400, exchange -> send(exchange, failures.of(exchange, 400)));
  }

  private void mount(Router router, Route route) {
    router
        .route(route.method(), route.pattern())
        .handler(TimeoutHandler.create(route.within().toMillis(), 503))
        .handler(exchange ->
            RequestBody.receive(exchange, route.mostBody(), body -> serve(exchange, route, body)))
        .failureHandler(exchange -> send(exchange, failures.of(exchange)));
  }

  private void serve(RoutingContext exchange, Route route, byte[] body) {
    var timer = Timer.start(metrics);
    var authorization = exchange.request().getHeader("Authorization");
    var address = exchange.request().remoteAddress().hostAddress();
    var anonymous = new Actor("", address == null ? "" : address);
    var request = ApiRequest.of(exchange, anonymous, body);
    var name = route.method() + " " + route.path();
    var immediate = immediate(route, request, authorization, name);
    if (immediate.isPresent()) {
      sent(exchange, immediate.get(), timer, name);
      return;
    }
    blocking
        .call(() -> answer(route, request, authorization))
        .otherwise(failure -> failures.of(failure, name))
        .map(answer -> challenging(route, answer))
        .onSuccess(answer -> sent(exchange, answer, timer, name));
  }

  /** The answer that is made at once, if the caller is known and nothing has to be waited for. */
  private Optional<HttpAnswer> immediate(
      Route route, ApiRequest request, @Nullable String authorization, String name) {
    var action = route.immediate();
    var scope = route.scope();
    if (action == null || scope == null) {
      return Optional.empty();
    }
    try {
      var caller =
          Caller.bearer(authorization)
              .flatMap(secret -> authentication.known(secret, request.actor().address()));
      if (caller.isEmpty()) {
        return Optional.empty();
      }
      requireKnownParameters(route, request);
      return action.answer(request.withActor(caller.get().requireScope(scope).actor()));
    } catch (RuntimeException e) {
      return Optional.of(failures.of(e, name));
    }
  }

  private void sent(RoutingContext exchange, HttpAnswer answer, Timer.Sample timer, String name) {
    timer.stop(
        Timer.builder("api.requests")
            .tag("route", name)
            .tag("status", Integer.toString(answer.status()))
            .register(metrics));
    var lines = answer.lines();
    var bytes = answer.bytes();
    if (bytes != null) {
      transfer(exchange, answer, bytes, name);
    } else if (lines == null) {
      send(exchange, answer);
    } else {
      stream(exchange, answer, lines, name);
    }
  }

  /** Sends lines as they are produced; the work goes on to its end even if the client is gone. */
  private void stream(
      RoutingContext exchange, HttpAnswer answer, HttpAnswer.LineStream lines, String name) {
    var response = exchange.response();
    response.setChunked(true).setStatusCode(answer.status());
    COMMON_HEADERS.forEach(response::putHeader);
    response.putHeader("Content-Type", answer.contentType());
    var vertx = exchange.vertx();
    var loop = vertx.getOrCreateContext();
    var keepalive = vertx.setPeriodic(KEEPALIVE.toMillis(), _ -> write(exchange, "\n"));
    blocking
        .call(() -> {
          lines.write(line -> loop.runOnContext(_ -> write(exchange, line + "\n")));
          return true;
        })
        .onFailure(failure -> failures.of(failure, name))
        .onComplete(_ -> {
          vertx.cancelTimer(keepalive);
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        });
  }

  /** Sends content at the pace of its client; cuts the connection when that fails. */
  private void transfer(
      RoutingContext exchange, HttpAnswer answer, HttpAnswer.ByteStream bytes, String name) {
    var response = exchange.response();
    var isOpen = !response.ended() && !response.closed() && !response.headWritten();
    if (isOpen) {
      response.setStatusCode(answer.status());
      COMMON_HEADERS.forEach(response::putHeader);
      answer.headers().forEach(response::putHeader);
      response.putHeader("Content-Type", answer.contentType());
      if (bytes.length() < 0) {
        response.setChunked(true);
      } else {
        response.putHeader("Content-Length", Long.toString(bytes.length()));
      }
    }
    var loop = exchange.vertx().getOrCreateContext();
    blocking
        .call(() -> {
          try (bytes) {
            if (isOpen) {
              var out = new ResponseOutput(response, loop);
              bytes.write(out);
              out.finish();
            }
          }
          return true;
        })
        .onSuccess(_ -> {
          if (!response.ended() && !response.closed()) {
            response.end();
          }
        })
        .onFailure(failure -> {
          if (!(failure instanceof ClientGoneException)) {
            failures.of(failure, name);
          }
          exchange.request().connection().close();
        });
  }

  private static void write(RoutingContext exchange, String text) {
    var response = exchange.response();
    if (!response.ended() && !response.closed()) {
      response.write(text);
    }
  }

  private HttpAnswer answer(Route route, ApiRequest request, @Nullable String authorization) {
    var scope = route.scope();
    if (scope == null) {
      requireKnownParameters(route, request);
      return route.action().answer(request);
    }
    var caller =
        (route.isForCalendars() ? Caller.ofCalendar(authorization) : Caller.bearer(authorization))
            .map(secret -> authentication.caller(secret, request.actor().address()))
            .orElseThrow(ApiException::unauthorized)
            .requireScope(scope);
    var meant = paths.meant(route, request.withActor(caller.actor()));
    requireKnownParameters(meant.route(), meant.request());
    return meant.answer();
  }

  private static void requireKnownParameters(Route route, ApiRequest request) {
    request.query().keySet().stream()
        .filter(name -> !route.parameters().contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw ApiException.invalid(
              name,
              "Unknown parameter '%s'. The parameters are %s"
                  .formatted(name, new TreeSet<>(route.parameters())));
        });
  }

  /** A calendar asks its user for a password only when it is asked for one. */
  private static HttpAnswer challenging(Route route, HttpAnswer answer) {
    return route.isForCalendars() && answer.status() == 401
        ? answer.with("WWW-Authenticate", "Basic realm=\"trueup\", charset=\"UTF-8\"")
        : answer;
  }

  /** Answers requests to unknown paths, or with a method that a path does not have. */
  private void refuse(RoutingContext exchange) {
    var path = exchange.normalizedPath();
    var methods =
        routes.stream()
            .filter(route -> path.matches(route.path().replaceAll("\\{[a-z]+}", "[^/]+")))
            .map(route -> route.method().name())
            .collect(Collectors.toCollection(TreeSet::new));
    if (methods.isEmpty()) {
      var unknown = ApiException.of(ApiException.Status.NOT_FOUND, "unknown-path", "Unknown path");
      send(exchange, HttpAnswer.error(unknown.error()));
      return;
    }
    var allowed = String.join(", ", methods);
    var refused =
        ApiException.of(
            ApiException.Status.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This path accepts only " + allowed);
    send(exchange, HttpAnswer.error(refused.error()).with("Allow", allowed));
  }

  static void send(RoutingContext exchange, HttpAnswer answer) {
    var response = exchange.response();
    if (response.ended() || response.closed() || response.headWritten()) {
      return;
    }
    response.setStatusCode(answer.status());
    COMMON_HEADERS.forEach(response::putHeader);
    answer.headers().forEach(response::putHeader);
    if (answer.status() == 204 || answer.status() == 303 || answer.status() == 304) {
      response.end();
    } else {
      response.putHeader("Content-Type", answer.contentType());
      response.end(Buffer.buffer(answer.body()));
    }
  }
}

package io.trueup.listener.daemon.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.trueup.statestore.Actor;
import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves routes: receives their requests, identifies callers, and sends what their actions answer.
 * An answer that needs nothing but memory is made on the event loop; all others on virtual threads.
 * Safe for any thread.
 */
final class RouteServer {

  private static final Logger LOG = LoggerFactory.getLogger(RouteServer.class);

  private static final byte[] NO_BODY = {};

  private final RouteTable<Served> routes;
  private final PlatformPaths paths;
  private final Authentication authentication;
  private final BlockingExecutor blocking;
  private final ErrorAnswers failures;
  private final AnswerSender sender;

  RouteServer(
      List<Route> routes,
      PlatformPaths paths,
      Authentication authentication,
      ApiSettings settings,
      ErrorAnswers failures,
      MeterRegistry metrics) {
    this.routes =
        new RouteTable<>(routes.stream().map(it -> Served.of(it, metrics)).toList(), Served::route);
    this.paths = paths;
    this.authentication = authentication;
    this.blocking = settings.blocking();
    this.failures = failures;
    this.sender = new AnswerSender(settings, failures, metrics);
  }

  /**
   * A route that is served.
   *
   * @param name its method and path
   */
  private record Served(Route route, String name, RequestTimers timers) {

    static Served of(Route route, MeterRegistry metrics) {
      var name = route.method() + " " + route.path();
      return new Served(route, name, new RequestTimers(metrics, name));
    }
  }

  /** Adds every route. */
  void mount(Router router) {
    router
        .route()
        .handler(this::dispatch)
        .failureHandler(exchange -> AnswerSender.send(exchange, failures.of(exchange)));
  }

  /** Adds the answers to requests that no route answers; the last ones of a router. */
  void mountRefusals(Router router) {
    router.route("/api/v1/*").handler(this::refuse);
    // A path that cannot be decoded fails before it reaches a route.
    router.errorHandler(400, exchange -> AnswerSender.send(exchange, failures.of(exchange, 400)));
  }

  private void dispatch(RoutingContext exchange) {
    routes
        .find(exchange.request().method(), exchange.normalizedPath())
        .ifPresentOrElse(found -> receive(exchange, found), exchange::next);
  }

  private void receive(RoutingContext exchange, RouteTable.Found<Served> found) {
    var request = exchange.request();
    if (!RequestBody.isAnnounced(request)) {
      serve(exchange, found, NO_BODY);
    } else if (RequestBody.isAtMost(request, RequestBody.MOST)) {
      receiveBody(exchange, found);
    } else {
      receiveLarge(exchange, found);
    }
  }

  private void receiveBody(RoutingContext exchange, RouteTable.Found<Served> found) {
    var most = found.item().route().mostBody();
    RequestBody.receive(exchange, most, body -> serve(exchange, found, body));
  }

  /** Takes a large body only from a caller who may send it. */
  private void receiveLarge(RoutingContext exchange, RouteTable.Found<Served> found) {
    var served = found.item();
    var scope = served.route().scope();
    if (scope == null || served.route().mostBody() <= RequestBody.MOST) {
      receiveBody(exchange, found);
      return;
    }
    var request = exchange.request().pause();
    var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
    var address = address(exchange);
    blocking
        .call(() -> {
          var secret = Caller.bearer(authorization).orElseThrow(ApiException::unauthorized);
          return caller(scope, secret, address).requireScope(scope);
        })
        .onSuccess(_ -> {
          receiveBody(exchange, found);
          request.resume();
        })
        .onFailure(failure -> {
          exchange.response().putHeader("Connection", "close");
          AnswerSender.send(exchange, failures.of(failure, served.name()));
          request.connection().close();
        });
  }

  private static String address(RoutingContext exchange) {
    var address = exchange.request().remoteAddress().hostAddress();
    return address == null ? "" : address;
  }

  /** Answers for a route that takes too long. Confined to the event loop of its request. */
  private final class Timeout {

    private final Vertx vertx;
    private final long timer;

    Timeout(RoutingContext exchange, Route route) {
      vertx = exchange.vertx();
      timer =
          vertx.setTimer(
              route.within().toMillis(),
              _ -> AnswerSender.send(exchange, failures.of(exchange, 503)));
    }

    void cancel() {
      vertx.cancelTimer(timer);
    }
  }

  /** Serves a request whose body is known. An answer that is made at once needs no time limit. */
  private void serve(RoutingContext exchange, RouteTable.Found<Served> found, byte[] body) {
    var served = found.item();
    var timer = served.timers().start();
    var authorization = exchange.request().getHeader(HttpHeaders.AUTHORIZATION);
    var anonymous = new Actor("", address(exchange));
    var request = ApiRequest.of(exchange, found.path(), anonymous, body);
    var immediate = immediate(served, request, authorization);
    if (immediate.isPresent()) {
      answer(exchange, immediate.get(), timer, served);
      return;
    }
    var route = served.route();
    var timeout = new Timeout(exchange, route);
    blocking
        .call(() -> answer(route, request, authorization))
        .otherwise(failure -> failures.of(failure, served.name()))
        .map(answer -> challenging(route, answer))
        .onSuccess(answer -> {
          timeout.cancel();
          answer(exchange, answer, timer, served);
        });
  }

  /** The answer that is made at once, if the caller is known and nothing has to be waited for. */
  private Optional<HttpAnswer> immediate(
      Served served, ApiRequest request, @Nullable String authorization) {
    var route = served.route();
    var action = route.immediate();
    var scope = route.scope();
    if (action == null || scope == null) {
      return Optional.empty();
    }
    try {
      var secret = Caller.bearer(authorization).orElse("");
      var caller = authentication.known(secret, request.actor().address(), action.callersWithin());
      if (caller.isEmpty()) {
        return Optional.empty();
      }
      renewIfDue(secret);
      requireKnownParameters(route, request);
      return action.answer(request.withActor(caller.get().requireScope(scope).actor()));
    } catch (RuntimeException e) {
      return Optional.of(failures.of(e, served.name()));
    }
  }

  /** Has a known token that is in use confirmed again, while it still serves. */
  private void renewIfDue(String secret) {
    if (authentication.isRenewalDue(secret)) {
      blocking
          .call(() -> {
            authentication.renew(secret);
            return true;
          })
          .onFailure(failure -> LOG.debug("Cannot confirm a token again", failure));
    }
  }

  private void answer(
      RoutingContext exchange, HttpAnswer answer, Timer.Sample timer, Served served) {
    served.timers().stop(timer, answer.status());
    sender.send(exchange, answer, served.route().within(), served.name());
  }

  private HttpAnswer answer(Route route, ApiRequest request, @Nullable String authorization) {
    var scope = route.scope();
    if (scope == null) {
      requireKnownParameters(route, request);
      return route.action().answer(request);
    }
    var secret =
        (route.isForCalendars() ? Caller.ofCalendar(authorization) : Caller.bearer(authorization))
            .orElseThrow(ApiException::unauthorized);
    var caller = caller(scope, secret, request.actor().address()).requireScope(scope);
    var meant = paths.meant(route, request.withActor(caller.actor()));
    requireKnownParameters(meant.route(), meant.request());
    return meant.answer();
  }

  /** Who may give orders is asked of the store each time: few do, and orders weigh more. */
  private Caller caller(Scope needed, String secret, String address) {
    if (needed == Scope.OPERATE) {
      return authentication.confirmedCaller(secret, address);
    }
    renewIfDue(secret);
    return authentication.caller(secret, address);
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
    var methods = routes.methods(exchange.normalizedPath());
    if (methods.isEmpty()) {
      var unknown = ApiException.of(ApiException.Status.NOT_FOUND, "unknown-path", "Unknown path");
      AnswerSender.send(exchange, HttpAnswer.error(unknown.error()));
      return;
    }
    var allowed = String.join(", ", methods);
    var refused =
        ApiException.of(
            ApiException.Status.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This path accepts only " + allowed);
    AnswerSender.send(exchange, HttpAnswer.error(refused.error()).with("Allow", allowed));
  }
}

package io.trueup.listener.daemon.api;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.trueup.listener.daemon.graphql.GraphQlLimits;
import io.trueup.listener.daemon.graphql.GraphQlQuestions;
import io.trueup.listener.daemon.view.HealthView;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.snapshot.MissingVersionException;
import io.trueup.listener.engine.snapshot.ModelVersions;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.StateStore;
import io.vertx.ext.web.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP routes of a model server: those of a daemon that ask about models, with the same
 * answers. Each answer says which model server gave it, and how far that lags.
 */
public final class ServingRoutes {

  static final String SERVER = "Trueup-Model-Server";
  static final String LAG = "Trueup-Version-Lag";

  private static final int INCIDENT_BYTES = 4;

  private final Serving serving;
  private final PrometheusMeterRegistry metrics;
  private final RouteServer server;

  /**
   * Routes over versions.
   *
   * @param store is only read
   * @param limits of GraphQL queries
   */
  public ServingRoutes(
      StateStore store,
      ModelVersions versions,
      GraphQlLimits limits,
      Serving serving,
      PrometheusMeterRegistry metrics,
      ApiSettings settings) {
    this.serving = serving;
    this.metrics = metrics;
    var secrets = new Secrets();
    var routes =
        Stream.concat(
                monitors(settings.version()),
                questions(store, versions, limits, settings).map(this::served))
            .toList();
    server =
        new RouteServer(
            routes,
            new PlatformPaths(new PlatformNames(store.platforms()), routes),
            new Authentication(store, secrets, settings.clock()),
            settings,
            new ErrorAnswers(() -> secrets.hex(INCIDENT_BYTES)),
            metrics);
  }

  private static Stream<Route> questions(
      StateStore store, ModelVersions versions, GraphQlLimits limits, ApiSettings settings) {
    var answers = new QuestionAnswers(settings.version());
    return Stream.of(
            new ModelQuestionRoutes(versions, answers).routes(),
            new GraphQlRoutes(versions, new GraphQlQuestions(limits, settings.clock()), answers)
                .routes(),
            new ModelNameRoutes(versions, store.names()).routes())
        .flatMap(List::stream);
  }

  /** Adds every route. */
  public void mount(Router router) {
    router
        .route()
        .handler(exchange -> {
          if (serving.isDraining()) {
            exchange.response().putHeader("Connection", "close");
          }
          exchange.next();
        });
    server.mount(router);
    server.mountRefusals(router);
  }

  private Stream<Route> monitors(String version) {
    return Stream.of(
        Route.open("/healthz", _ -> HttpAnswer.ok(new HealthView("alive", List.of()))),
        Route.open("/readyz", _ -> readiness()),
        Route.open(
            "/metrics",
            _ ->
                new HttpAnswer(
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    metrics.scrape().getBytes(StandardCharsets.UTF_8),
                    Map.of())),
        Route.open("/api/v1/version", _ -> HttpAnswer.ok(Map.of("version", version))));
  }

  private HttpAnswer readiness() {
    var readiness = serving.readiness();
    return readiness.isReady()
        ? HttpAnswer.ok(new HealthView("ready", readiness.checks()))
        : HttpAnswer.json(503, new HealthView("not-ready", readiness.checks()));
  }

  private Route served(Route route) {
    var immediate = route.immediate();
    var served =
        new Route(
            route.method(),
            route.path(),
            route.scope(),
            route.parameters(),
            route.within(),
            route.mostBody(),
            route.isForCalendars(),
            request -> marked(request, answer(request, route.action()::answer)),
            null);
    return immediate == null
        ? served
        : served.immediately(request ->
            Optional.ofNullable(answer(request, it -> immediate.answer(it).orElse(null)))
                .map(it -> marked(request, it)));
  }

  private interface Answering<T extends @Nullable HttpAnswer> {
    T of(ApiRequest request);
  }

  private <T extends @Nullable HttpAnswer> T answer(ApiRequest request, Answering<T> answering) {
    try {
      return answering.of(request);
    } catch (MissingVersionException e) {
      @SuppressWarnings("unchecked")
      var answer = (T) missing(request, e);
      return answer;
    }
  }

  private HttpAnswer missing(ApiRequest request, MissingVersionException missing) {
    var daemon = serving.handOver();
    return missing.reason() == MissingVersionException.Reason.NOT_YET && daemon.isPresent()
        ? new HttpAnswer(307, "application/json", new byte[0], Map.of())
            .with("Location", daemon.get() + request.target())
        : MissingVersionAnswers.of(missing);
  }

  private HttpAnswer marked(ApiRequest request, HttpAnswer answer) {
    var lag = lag(request);
    var marked = answer.with(SERVER, serving.instance());
    return lag == 0 || isKept(answer) ? marked : marked.with(LAG, Long.toString(lag));
  }

  /** Whether a cache would say for a year that this model server lags. */
  private static boolean isKept(HttpAnswer answer) {
    return answer.headers().getOrDefault("Cache-Control", "").contains("immutable");
  }

  /** The GraphQL schema is of no source, and the name of a source may be none. */
  private long lag(ApiRequest request) {
    var source = request.path().get("source");
    try {
      return source == null ? 0 : serving.lag(new SourceId(source));
    } catch (IllegalArgumentException _) {
      return 0;
    }
  }
}

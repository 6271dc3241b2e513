package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.graphql.GraphQlQuestions;
import io.trueup.listener.daemon.status.CompiledVersionReader;
import io.trueup.listener.daemon.status.DriftReader;
import io.trueup.listener.daemon.status.PlatformExplainer;
import io.trueup.listener.daemon.status.StatusReader;
import io.trueup.listener.daemon.status.WindowCalendarReader;
import io.trueup.listener.daemon.status.WindowReader;
import io.trueup.listener.engine.Secrets;
import io.trueup.listener.engine.control.RolloutControl;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.schema.PlatformSchemas;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.StateStore;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.stream.Stream;

/** The HTTP routes of operators, jobs and monitors. */
public final class OperatorRoutes {

  private static final int INCIDENT_BYTES = 4;
  private final Secrets secrets = new Secrets();
  private final ErrorAnswers failures = new ErrorAnswers(() -> secrets.hex(INCIDENT_BYTES));
  private final Authentication authentication;
  private final PageRoutes page;
  private final List<Route> routes;
  private final RouteServer server;

  /** Routes over what the daemon provides. */
  public OperatorRoutes(
      StateStore store,
      Pokes pokes,
      JobRuns jobs,
      PlatformSchemas schemas,
      RolloutControl control,
      DriftControl drift,
      ModelAccess models,
      EventAccess events,
      Monitoring monitoring,
      ApiSettings settings) {
    authentication = new Authentication(store, secrets, settings.clock());
    var reader =
        new StatusReader(
            store,
            monitoring.loads(),
            monitoring.compiled(),
            monitoring.forges().told(),
            monitoring.links());
    var platforms = new PlatformNames(store.platforms());
    var sources = new SourceNames(store.sources());
    var calendar = new WindowCalendarReader(store);
    var windows = new WindowReader(store, reader);
    Runnable pokeAll =
        () -> store.platforms().all().stream().map(PlatformState::id).forEach(pokes.platform());
    page = new PageRoutes(reader, windows, calendar, authentication, secrets, failures, settings);
    store.observe(new BatchMeters(monitoring.metrics()));
    var currencyMeters = new CurrencyMeters(monitoring.metrics(), jobs.currency());
    var drifts = new DriftReader(store, drift);
    var explainer =
        new PlatformExplainer(store, reader, windows, it -> control.preview(it, null), drifts);
    var status = new StatusRoutes(store, reader, explainer, platforms, sources);
    var answers = new QuestionAnswers(settings.version());
    routes =
        Stream.of(
                new MonitorRoutes(monitoring, store, settings.version()).routes(),
                // Those of a platform by its name alone come before those of the same paths with
                // its source: see PlatformPaths.
                new SchemaRoutes(schemas, platforms).routes(),
                new ControlRoutes(control, platforms, store).routes(),
                new DriftRoutes(drifts, drift, platforms).routes(),
                new JobListRoutes(models.jobs(), platforms).routes(),
                new PauseRoutes(store, control, pokes.platform()).routes(),
                // Before the routes of one window, of which 'import' would be the id.
                new WindowImportRoutes(store, control, windows, pokeAll).routes(),
                new WindowRoutes(store, control, windows, platforms, pokeAll).routes(),
                new CalendarRoutes(store, calendar, platforms).routes(),
                status.routes(),
                new EventRoutes(store, events.feed(), platforms, sources).routes(),
                new SubscriptionRoutes(store, events.subscriptions(), platforms, sources).routes(),
                new NameRoutes(store.names(), platforms).routes(),
                new PlatformRoutes(
                        store.platforms(), platforms, reader, store::now, pokes.platform())
                    .routes(),
                new SourceRoutes(store.sources(), sources, reader, store::now, pokes.source())
                    .routes(),
                new SourceCheckRoutes(sources, monitoring.forges().checks()).routes(),
                new ModelRoutes(
                        sources,
                        new CompiledVersionReader(
                            store, monitoring.compiled(), monitoring.models()))
                    .routes(),
                new VersionFileRoutes(store.versions(), sources, monitoring.compiled()).routes(),
                new ModelQuestionRoutes(models.versions(), answers).routes(),
                new GraphQlRoutes(
                        models.versions(),
                        new GraphQlQuestions(
                            models.graphql(),
                            settings.clock(),
                            new StoredNamesOfDatasets(store.names())),
                        answers)
                    .routes(),
                new ModelNameRoutes(models.versions(), store.names()).routes(),
                new RunRoutes(jobs, store).routes(),
                new BeginRoutes(
                        jobs, new JobBegins(models.jobs(), platforms), store, platforms, secrets)
                    .routes(),
                new ModelServerRoutes(
                        store.modelServers(), models.servers(), store.platforms(), pokes.platform())
                    .routes(),
                new DaemonRoutes(store).routes(),
                new LeaseRoutes(
                        store.modelLeases(), models.versions(), sources, models.leases(), secrets)
                    .routes(),
                new CurrencyRoutes(jobs.currency(), platforms, currencyMeters).routes(),
                new RetentionRoutes(store.retention(), settings.retention()).routes(),
                new CredentialRoutes(store.credentials(), store.platforms(), pokes.platform())
                    .routes(),
                new TokenRoutes(store.tokens(), store::now, secrets, authentication::forgetKnown)
                    .routes())
            .flatMap(List::stream)
            .toList();
    server =
        new RouteServer(
            routes,
            new PlatformPaths(platforms, routes),
            authentication,
            settings,
            failures,
            monitoring.metrics());
  }

  List<Route> routes() {
    return routes;
  }

  /** Adds every route, including those of the status page. */
  public void mount(Router router) {
    server.mount(router);
    page.mount(router);
    server.mountRefusals(router);
  }
}

package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.api.ApiException.Status;
import io.trueup.listener.daemon.status.DriftReader;
import io.trueup.listener.daemon.view.DriftView;
import io.trueup.listener.engine.drift.DriftControl;
import io.trueup.listener.engine.drift.DriftControl.Outcome;
import io.trueup.statestore.ApiTokens.Scope;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Routes for the drift of platforms: what is known of it, and a check now. */
final class DriftRoutes {

  private static final int LIMIT = 50;
  private static final int MOST = 1000;
  private static final Duration CHECK_LIMIT = Duration.ofMinutes(30);

  private final DriftReader reader;
  private final DriftControl control;
  private final PlatformNames names;

  DriftRoutes(DriftReader reader, DriftControl control, PlatformNames names) {
    this.reader = reader;
    this.control = control;
    this.names = names;
  }

  List<Route> routes() {
    return Stream.of(
            "/api/v1/platforms/{platform}/drift", "/api/v1/platforms/{source}/{name}/drift")
        .flatMap(path ->
            Stream.of(
                Route.read(path, this::show).with("after", "limit"),
                Route.of(HttpMethod.POST, path + "/check", Scope.OPERATE, this::check)
                    .within(CHECK_LIMIT)))
        .toList();
  }

  private HttpAnswer show(ApiRequest request) {
    var after = Objects.requireNonNullElse(request.query("after"), "");
    return HttpAnswer.ok(reader.view(names.find(request), after, request.limit(LIMIT, MOST)));
  }

  private HttpAnswer check(ApiRequest request) {
    return switch (control.check(names.find(request), request.actor())) {
      case Outcome.Checked(var platform, var compared, var found, var repaired) ->
          HttpAnswer.ok(
              new DriftView.Checked(compared, found, repaired, reader.view(platform, "", LIMIT)));
      case Outcome.Refused(var code, var reason) ->
          throw ApiException.of(Status.CONFLICT, code, reason);
      case Outcome.Failed(var error) ->
          throw ApiException.of(Status.UNAVAILABLE, "container-unavailable", error);
    };
  }
}

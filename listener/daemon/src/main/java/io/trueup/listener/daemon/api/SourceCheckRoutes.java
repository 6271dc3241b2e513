package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.view.SourceCheckView;
import io.trueup.statestore.ApiTokens.Scope;
import io.trueup.statestore.SourceState;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The route by which operators check what a source needs. */
final class SourceCheckRoutes {

  private final SourceNames names;
  private final Function<SourceState, Optional<SourceCheckView>> checks;

  SourceCheckRoutes(SourceNames names, Function<SourceState, Optional<SourceCheckView>> checks) {
    this.names = names;
    this.checks = checks;
  }

  List<Route> routes() {
    return List.of(
        Route.of(HttpMethod.POST, "/api/v1/sources/{source}/check", Scope.OPERATE, this::check));
  }

  private HttpAnswer check(ApiRequest request) {
    var source = names.find(request);
    return HttpAnswer.ok(
        checks
            .apply(source)
            .orElseThrow(() ->
                ApiException.conflict(
                    "not-followed",
                    "Cannot check source '%s', because this daemon does not follow it. Ask one that does"
                        .formatted(source.id()))));
  }
}

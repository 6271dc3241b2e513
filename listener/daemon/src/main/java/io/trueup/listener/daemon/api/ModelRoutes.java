package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.CompiledVersionReader;
import io.trueup.listener.daemon.view.CompiledVersionsView;
import java.util.List;

/** Routes to the compiled versions of models. */
final class ModelRoutes {

  private final SourceNames sources;
  private final CompiledVersionReader reader;

  ModelRoutes(SourceNames sources, CompiledVersionReader reader) {
    this.sources = sources;
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(Route.read("/api/v1/models/{source}", this::list));
  }

  private HttpAnswer list(ApiRequest request) {
    var source = sources.find(request).id();
    return HttpAnswer.ok(
        reader
            .read(source)
            .orElseGet(() ->
                new CompiledVersionsView(
                    source.value(), null, 0, List.of(), reader.memory(source))));
  }
}

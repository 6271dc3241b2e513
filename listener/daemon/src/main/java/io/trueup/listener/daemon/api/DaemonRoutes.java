package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.status.ServiceGaps;
import io.trueup.listener.daemon.view.DaemonView;
import io.trueup.statestore.StateStore;
import java.util.List;

/** The route that shows the daemons. */
final class DaemonRoutes {

  private final StateStore store;

  DaemonRoutes(StateStore store) {
    this.store = store;
  }

  List<Route> routes() {
    return List.of(Route.read("/api/v1/daemons", _ -> list()));
  }

  private HttpAnswer list() {
    var daemons = store.daemons().all();
    var sources = store.sources().all();
    var gaps = ServiceGaps.of(daemons, sources, store.platforms().all());
    return HttpAnswer.ok(
        new DaemonView.Fleet(
            store.now(),
            daemons.stream().map(it -> DaemonView.of(it, sources)).toList(),
            gaps.warnings()));
  }
}

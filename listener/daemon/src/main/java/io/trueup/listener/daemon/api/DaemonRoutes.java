package io.trueup.listener.daemon.api;

import io.trueup.listener.daemon.notification.NotificationRelays;
import io.trueup.listener.daemon.status.AllOrders;
import io.trueup.listener.daemon.status.ServiceGaps;
import io.trueup.listener.daemon.view.DaemonView;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.SourceState;
import io.trueup.statestore.StateStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
    var platforms = store.platforms().all();
    var gaps = ServiceGaps.of(daemons, sources, platforms);
    var moving = moving(sources, platforms);
    var unsent =
        store.changes().backlogs().stream()
            .filter(it -> !NotificationRelays.isReader(it.reader()))
            .toList();
    return HttpAnswer.ok(
        new DaemonView.Fleet(
            store.now(),
            daemons.stream().map(it -> DaemonView.of(it, sources, moving, unsent)).toList(),
            gaps.warnings()));
  }

  private Map<PlatformState, Instant> moving(
      List<SourceState> sources, List<PlatformState> platforms) {
    var followed =
        sources.stream()
            .filter(it -> !it.isDetached())
            .map(SourceState::id)
            .collect(Collectors.toSet());
    var orders = AllOrders.read(store);
    return DaemonView.moving(
        platforms.stream().filter(it -> followed.contains(it.id().source())).toList(),
        it -> orders.of(it).pauses());
  }
}

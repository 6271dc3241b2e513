package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.ModelFleet;
import io.trueup.statestore.ModelServer;
import io.trueup.statestore.ModelServers;
import io.trueup.statestore.ServedVersion;
import io.trueup.statestore.SourceId;
import io.trueup.statestore.testing.MemoryState.ModelServerRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Model servers by name. */
final class MemoryModelServers implements ModelServers {

  private static final Duration REMEMBERED = Duration.ofDays(7);

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryModelServers(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public Reported report(
      ModelServer.Report report, Duration liveFor, ServedVersion.Policy policy, Actor actor) {
    return transactor.in(
        "modelServers.report",
        () -> {
          var sources =
              report.prepared().keySet().stream()
                  .filter(it -> state.sources.find(it) != null)
                  .toList();
          sources.forEach(it -> decide(it, policy));
          var now = state.now();
          state.modelServers.put(
              report.instance(), new ModelServerRow(report, actor.name(), now, now.plus(liveFor)));
          List.copyOf(state.modelServers.rows()).stream()
              .filter(row -> row.at().isBefore(now.minus(REMEMBERED)))
              .forEach(row -> state.modelServers.remove(row.report().instance()));
          var served = new ArrayList<ServedVersion>();
          sources.forEach(it -> served.add(decide(it, policy)));
          return new Reported(served);
        });
  }

  private ServedVersion decide(SourceId source, ServedVersion.Policy policy) {
    var current = recorded(source);
    while (true) {
      var next =
          policy.decide(
              new ServedVersion.Situation(
                  current, state.source(source).accepted(), servers(), state.now()));
      state.servedVersions.put(source, next);
      if (next.equals(current)) {
        return current;
      }
      current = next;
    }
  }

  private ServedVersion recorded(SourceId source) {
    return recorded(state, source);
  }

  private static ServedVersion recorded(MemoryState state, SourceId source) {
    var row = state.servedVersions.find(source);
    return row == null ? new ServedVersion(source, 0, state.now(), 0, null) : row;
  }

  /** Within a transaction: the model servers that bear on the moves of a source's platforms. */
  static ModelFleet fleet(MemoryState state, SourceId source) {
    return new ModelFleet(recorded(state, source).served(), servers(state));
  }

  private List<ModelServer> servers() {
    return servers(state);
  }

  private static List<ModelServer> servers(MemoryState state) {
    return state.modelServers.rows().stream()
        .map(row ->
            new ModelServer(
                row.report(), row.token(), row.at(), state.now().isBefore(row.liveUntil())))
        .toList();
  }

  @Override
  public List<ModelServer> all() {
    return transactor.in("modelServers.all", this::servers);
  }

  @Override
  public Optional<ServedVersion> served(SourceId source) {
    return transactor.in(
        "modelServers.served",
        () ->
            Optional.ofNullable(state.sources.find(source))
                .map(it -> {
                  var row = recorded(source);
                  return servers().stream().anyMatch(server -> server.counts(source))
                      ? row
                      : new ServedVersion(source, it.accepted(), row.since(), 0, null);
                }));
  }
}

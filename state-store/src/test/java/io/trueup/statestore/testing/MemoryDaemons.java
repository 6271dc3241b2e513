package io.trueup.statestore.testing;

import io.trueup.statestore.Daemons;
import io.trueup.statestore.RunningDaemon;
import io.trueup.statestore.testing.MemoryState.DaemonRow;
import io.trueup.statestore.testing.MemoryState.LeaseRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Daemons by holder. */
final class MemoryDaemons implements Daemons {

  private static final Duration REMEMBERED = Duration.ofDays(7);

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryDaemons(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
  }

  @Override
  public void report(RunningDaemon.Report report, Duration liveFor) {
    transactor.run(
        "daemons.report",
        () -> {
          var now = state.now();
          state.daemons.put(report.holder(), new DaemonRow(report, now, now.plus(liveFor), null));
          List.copyOf(state.daemons.rows()).stream()
              .filter(row -> row.at().isBefore(now.minus(REMEMBERED)))
              .forEach(row -> state.daemons.remove(row.report().holder()));
        });
  }

  @Override
  public void leave(String holder) {
    transactor.run(
        "daemons.leave",
        () -> {
          var row = state.daemons.find(holder);
          if (row != null) {
            var now = state.now();
            state.daemons.put(holder, new DaemonRow(row.report(), now, now, now));
            for (var entry : List.copyOf(state.leases.map().entrySet())) {
              var lease = entry.getValue();
              if (lease.holder().equals(holder) && now.isBefore(lease.expiresAt())) {
                state.leases.put(entry.getKey(), new LeaseRow(holder, lease.token(), now));
              }
            }
          }
        });
  }

  @Override
  public List<RunningDaemon> all() {
    return transactor.in(
        "daemons.all", () -> state.daemons.rows().stream().map(this::daemon).toList());
  }

  private RunningDaemon daemon(DaemonRow row) {
    var now = state.now();
    var live = now.isBefore(row.liveUntil()) ? RunningDaemon.State.LIVE : RunningDaemon.State.GONE;
    return new RunningDaemon(
        row.report(),
        row.at(),
        row.leftAt() == null ? live : RunningDaemon.State.STOPPED,
        state.leases.map().entrySet().stream()
            .filter(it -> now.isBefore(it.getValue().expiresAt()))
            .filter(it -> isHolder(row.report().holder(), it.getValue().holder()))
            .map(Map.Entry::getKey)
            .toList());
  }

  /** Whether a lease's holder is a daemon, by itself or on behalf of an operator. */
  private static boolean isHolder(String daemon, String holder) {
    return holder.equals(daemon) || holder.startsWith(daemon + " for ");
  }
}

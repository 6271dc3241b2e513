package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.GateInputs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.control.GateKind;
import io.trueup.statestore.testing.MemoryOrders.Command;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Platforms, and what operators do to them. */
final class MemoryPlatforms implements Platforms {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;
  private final MemoryOrders orders;

  MemoryPlatforms(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
    orders = new MemoryOrders(state);
  }

  @Override
  public List<PlatformState> all() {
    return transactor.in(
        "platforms.all",
        () ->
            state.platforms.rows().stream()
                .filter(row -> state.sources.find(row.id().source()) != null)
                .map(row -> PlatformRows.show(state, row))
                .toList());
  }

  @Override
  public Optional<PlatformState> find(PlatformId platform) {
    return transactor.in("platforms.find", () -> shown(platform));
  }

  private Optional<PlatformState> shown(PlatformId platform) {
    return Optional.ofNullable(state.platforms.find(platform))
        .filter(row -> state.sources.find(row.id().source()) != null)
        .map(row -> PlatformRows.show(state, row));
  }

  @Override
  public Order pause(PlatformId platform, Actor actor, String reason, @Nullable Instant until) {
    return order(
        "platforms.pause",
        platform,
        actor,
        shown -> {
          var row = state.platform(platform);
          var pause = new Pause(actor.name(), reason, state.now(), until);
          state.audit(
              actor,
              AuditVerbs.PLATFORM_PAUSED,
              Lease.resource(platform),
              json(shown.pause()),
              json(pause),
              reason);
          PlatformRows.put(state, PlatformRows.withPause(row, pause));
          return Optional.empty();
        });
  }

  @Override
  public Resumption resume(PlatformId platform, Actor actor, String reason) {
    return transactor.in(
        "platforms.resume",
        () -> {
          var row = state.platforms.find(platform);
          if (row == null) {
            return new Resumption.Unknown();
          }
          if (!MemoryApiTokens.mayOperate(state, actor)) {
            return new Resumption.NotAllowed();
          }
          var inForce = PlatformRows.show(state, row).pause();
          if (inForce == null) {
            return new Resumption.NotPaused();
          }
          state.audit(
              actor,
              AuditVerbs.PLATFORM_RESUMED,
              Lease.resource(platform),
              json(inForce),
              null,
              reason);
          var after = PlatformRows.withPause(row, null);
          PlatformRows.put(state, after);
          return new Resumption.Resumed(PlatformRows.show(state, after));
        });
  }

  @Override
  public Order requestSync(
      PlatformId platform,
      @Nullable Long version,
      Set<GateKind> overrides,
      Actor actor,
      String reason) {
    return order(
        "platforms.requestSync",
        platform,
        actor,
        orders.requestSync(version, overrides, actor, reason));
  }

  @Override
  public Order retry(PlatformId platform, Actor actor, String reason) {
    return order("platforms.retry", platform, actor, orders.retry(actor, reason));
  }

  @Override
  public Order hold(PlatformId platform, @Nullable Long version, Actor actor, String reason) {
    return order("platforms.hold", platform, actor, orders.hold(version, actor, reason));
  }

  @Override
  public Order release(PlatformId platform, Actor actor, String reason) {
    return order("platforms.release", platform, actor, orders.release(actor, reason));
  }

  @Override
  public Order approveRemoval(
      PlatformId platform, long version, String digest, Actor actor, String reason) {
    return order(
        "platforms.approveRemoval",
        platform,
        actor,
        orders.approveRemoval(version, digest, actor, reason));
  }

  @Override
  public Order cancel(PlatformId platform, Actor actor, String reason) {
    return order("platforms.cancel", platform, actor, orders.cancel(actor, reason));
  }

  @Override
  public Order cancelAtClose(Lease lease, PlatformId platform, String reason) {
    return transactor.in(
        "platforms.cancelAtClose",
        () -> {
          state.fence(lease, Lease.resource(platform));
          return orders.give(platform, Actor.DAEMON, orders.cancel(Actor.DAEMON, reason));
        });
  }

  private Order order(String method, PlatformId platform, Actor actor, Command command) {
    return transactor.in(method, () -> orders.give(platform, actor, command));
  }

  @Override
  public Optional<GateInputs> gateInputs(PlatformId platform) {
    return transactor.in(
        "platforms.gateInputs",
        () ->
            shown(platform)
                .map(it ->
                    inputs(state, it).with(MemoryModelServers.fleet(state, platform.source()))));
  }

  /** Within a transaction: what bears on a platform's move. */
  static GateInputs inputs(MemoryState state, PlatformState platform) {
    var dependencies = new TreeMap<PlatformId, PlatformState>();
    for (var dependency : platform.terms().dependencies()) {
      var id = new PlatformId(platform.id().source(), dependency.platform());
      var row = state.platforms.find(id);
      if (row != null) {
        dependencies.put(id, PlatformRows.show(state, row));
      }
    }
    return new GateInputs(
        MemoryWindows.binding(state),
        MemoryGroupPauses.inForce(state),
        state.source(platform.id().source()),
        dependencies);
  }

  private static @Nullable String json(@Nullable Pause pause) {
    return pause == null ? null : MemoryJson.of("reason", pause.reason(), "until", pause.until());
  }

  @Override
  public void recordWaiting(
      Lease lease, PlatformId platform, PlatformState.@Nullable Waiting waiting) {
    transactor.run(
        "platforms.recordWaiting",
        () -> {
          state.fence(lease, Lease.resource(platform));
          PlatformRows.putWaiting(state, state.platform(platform), waiting);
        });
  }
}

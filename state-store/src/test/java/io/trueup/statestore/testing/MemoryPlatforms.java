package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.Platforms;
import io.trueup.statestore.control.GateInputs;
import io.trueup.statestore.control.GateKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Platforms, and what operators do to them. */
final class MemoryPlatforms implements Platforms {

  private final MemoryState state;
  private final InMemoryStateStore.Transactor transactor;

  MemoryPlatforms(MemoryState state, InMemoryStateStore.Transactor transactor) {
    this.state = state;
    this.transactor = transactor;
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
    return steer(
        "platforms.pause",
        platform,
        actor,
        row -> {
          var pause = new Pause(actor.name(), reason, state.now(), until);
          state.audit(
              actor,
              AuditVerbs.PLATFORM_PAUSED,
              Lease.resource(platform),
              json(row.pause()),
              json(pause),
              reason);
          return PlatformRows.withPause(row, pause);
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
    return steer(
        "platforms.requestSync",
        platform,
        actor,
        row -> {
          var newest = state.newestRollouts.find(platform);
          if (newest != null) {
            StepRows.makeDue(state, newest);
          }
          state.audit(
              actor,
              AuditVerbs.PLATFORM_SYNC_REQUESTED,
              Lease.resource(platform),
              MemoryJson.of("version", row.syncRequested()),
              MemoryJson.of("version", row.merged().version()),
              reason);
          return PlatformRows.withSyncRequested(row);
        });
  }

  @Override
  public Order retry(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order hold(PlatformId platform, @Nullable Long version, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order release(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order approveRemoval(
      PlatformId platform, long version, String digest, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Order cancel(PlatformId platform, Actor actor, String reason) {
    throw new UnsupportedOperationException("not yet");
  }

  @Override
  public Optional<GateInputs> gateInputs(PlatformId platform) {
    return transactor.in(
        "platforms.gateInputs", () -> shown(platform).map(it -> inputs(state, it)));
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
    return new GateInputs(List.of(), List.of(), state.source(platform.id().source()), dependencies);
  }

  /** Changes a platform if it is known. */
  private Order steer(
      String method,
      PlatformId platform,
      Actor actor,
      Function<PlatformState, PlatformState> change) {
    return transactor.in(
        method,
        () -> {
          var row = state.platforms.find(platform);
          if (row == null) {
            return new Order.Unknown();
          }
          if (!MemoryApiTokens.mayOperate(state, actor)) {
            return new Order.NotAllowed();
          }
          PlatformRows.put(state, change.apply(row));
          return new Order.Done(shown(platform).orElseThrow());
        });
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

package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.ClaimRules;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.StateChange.GateOpened;
import io.trueup.statestore.StateChange.GateShut;
import io.trueup.statestore.control.Hold;
import io.trueup.statestore.control.RemovalApproval;
import io.trueup.statestore.control.ShutGate;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.control.SyncRequest;
import io.trueup.statestore.testing.MemoryState.RolloutRow;
import io.trueup.statestore.testing.MemoryState.StepRow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes and shows platforms; shared by the stores that move them. */
final class PlatformRows {

  private PlatformRows() {}

  /** A platform as it is now: with its newest rollout, and without a pause that has ended. */
  static PlatformState show(MemoryState state, PlatformState row) {
    var newest = state.newestRollouts.find(row.id());
    var rollout = newest == null ? null : rollout(state, newest);
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        row.pauseInForce(state.now()).orElse(null),
        row.waiting(),
        inForce(row, rollout),
        rollout,
        NodeRows.blocked(state, row.id()),
        MemoryDrift.summary(state, row.id()),
        row.upToDateSince());
  }

  /** A request and an approval count until the target is there. */
  private static Steering inForce(PlatformState row, @Nullable Rollout rollout) {
    var steering = row.steering();
    var target = row.target().version();
    var sync = steering.sync();
    var approval = steering.approval();
    return new Steering(
        sync != null && ClaimRules.counts(sync, target, row.realized().version(), rollout)
            ? sync
            : null,
        steering.hold(),
        approval == null || approval.version() <= target ? null : approval,
        steering.scheduleSince(),
        steering.graphSince(),
        steering.wellSince());
  }

  /** A rollout as it is now. */
  static Rollout rollout(MemoryState state, long id) {
    var row = row(state, id);
    var steps = state.steps(id).rows().stream().map(StepRow::step).toList();
    var failed = steps.stream().filter(step -> step.state() == RolloutStep.State.FAILED).toList();
    return new Rollout(
        id,
        row.platform(),
        row.from(),
        row.to(),
        row.state(),
        steps.size(),
        (int) steps.stream().filter(step -> step.state() == RolloutStep.State.DONE).count(),
        StepRows.failing(state, id).map(RolloutStep::error).findFirst().orElse(null),
        failed.stream()
            .map(RolloutStep::retryAt)
            .filter(Objects::nonNull)
            .min(Instant::compareTo)
            .orElse(null),
        row.state().isOver() ? 0 : notAtTarget(state, row.platform()),
        row.startedAt(),
        row.endedAt(),
        row.since(),
        row.failingSince(),
        row.kind(),
        row.overrides(),
        row.requestedBy(),
        row.requestReason());
  }

  static RolloutRow row(MemoryState state, long rollout) {
    var row = state.rollouts.find(rollout);
    if (row == null) {
      throw new IllegalArgumentException("Cannot find rollout %d".formatted(rollout));
    }
    return row;
  }

  /** How many nodes of a platform are not at their target. */
  static int notAtTarget(MemoryState state, PlatformId platform) {
    return (int)
        state.nodes(platform).rows().stream()
            .filter(node -> !node.record().state().isAtTarget())
            .count();
  }

  static PlatformState withPointers(
      PlatformState row, Pointer merged, Pointer target, Pointer realized) {
    return stored(
        row,
        merged,
        target,
        realized,
        row.syncRequested(),
        row.pause(),
        row.waiting(),
        row.steering());
  }

  static PlatformState withPause(PlatformState row, @Nullable Pause pause) {
    return stored(
        row,
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        pause,
        row.waiting(),
        row.steering());
  }

  static PlatformState withWaiting(PlatformState row, @Nullable Waiting waiting) {
    return stored(
        row,
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        row.pause(),
        waiting,
        row.steering());
  }

  static PlatformState withSteering(PlatformState row, long syncRequested, Steering steering) {
    return stored(
        row,
        row.merged(),
        row.target(),
        row.realized(),
        syncRequested,
        row.pause(),
        row.waiting(),
        steering);
  }

  static PlatformState withSync(PlatformState row, long version, SyncRequest sync) {
    var old = row.steering();
    return withSteering(
        row,
        version,
        new Steering(
            sync,
            old.hold(),
            old.approval(),
            old.scheduleSince(),
            old.graphSince(),
            old.wellSince()));
  }

  static PlatformState withHold(PlatformState row, @Nullable Hold hold) {
    var old = row.steering();
    return withSteering(
        row,
        row.syncRequested(),
        new Steering(
            old.sync(),
            hold,
            old.approval(),
            old.scheduleSince(),
            old.graphSince(),
            old.wellSince()));
  }

  static PlatformState withApproval(PlatformState row, RemovalApproval approval) {
    var old = row.steering();
    return withSteering(
        row,
        row.syncRequested(),
        new Steering(
            old.sync(),
            old.hold(),
            approval,
            old.scheduleSince(),
            old.graphSince(),
            old.wellSince()));
  }

  /** A platform that has had its schedule, and what it realized, since other times. */
  static PlatformState withTimes(
      PlatformState row, Instant scheduleSince, @Nullable Instant graphSince) {
    var old = row.steering();
    return withSteering(
        row,
        row.syncRequested(),
        new Steering(
            old.sync(), old.hold(), old.approval(), scheduleSince, graphSince, old.wellSince()));
  }

  private static PlatformState stored(
      PlatformState row,
      Pointer merged,
      Pointer target,
      Pointer realized,
      long syncRequested,
      @Nullable Pause pause,
      @Nullable Waiting waiting,
      Steering steering) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        merged,
        target,
        realized,
        syncRequested,
        pause,
        waiting,
        steering,
        null,
        null,
        null);
  }

  static PlatformState withSteering(PlatformState row, Steering steering) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        row.pause(),
        row.waiting(),
        steering,
        null,
        null,
        null);
  }

  private static PlatformState upToDate(PlatformState row, @Nullable Instant since) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        row.pause(),
        row.waiting(),
        row.steering(),
        null,
        null,
        since);
  }

  /** Writes a platform, and its pointers' history when any of them moved. */
  static void put(MemoryState state, PlatformState row) {
    var before = state.platforms.find(row.id());
    tellGates(state, row, gates(before), gates(row));
    var since = before == null ? null : before.upToDateSince();
    var isUpToDate = row.realized().version() == row.merged().version();
    state.platforms.put(
        row.id(),
        upToDate(row, isUpToDate ? Objects.requireNonNullElse(since, state.now()) : null));
    state.pointersAt(row.id(), new Pointers(row.merged(), row.target(), row.realized()));
  }

  private static List<ShutGate> gates(@Nullable PlatformState row) {
    return row == null || row.waiting() == null ? List.of() : row.waiting().gates();
  }

  private static void tellGates(
      MemoryState state, PlatformState row, List<ShutGate> former, List<ShutGate> shut) {
    var merged = row.merged().version();
    for (var gate : former) {
      if (shut.stream().noneMatch(gate::isSameAs)) {
        state.tell(new GateOpened(row.id(), gate, merged));
      }
    }
    for (var gate : shut) {
      if (former.stream().noneMatch(gate::isSameAs)) {
        state.tell(new GateShut(row.id(), gate, merged));
      }
    }
  }

  /** Writes why a platform waits, with an audit entry when the gates are not the same ones. */
  static void putWaiting(MemoryState state, PlatformState row, @Nullable Waiting found) {
    var before = row.waiting();
    var waiting = found == null ? null : found.after(before);
    if (before == null && waiting == null) {
      return;
    }
    put(state, withWaiting(row, waiting));
    if (before == null || waiting == null || !waiting.isForSameAs(before)) {
      state.audit(
          Actor.DAEMON,
          waiting == null ? AuditVerbs.PLATFORM_WAITING_ENDED : AuditVerbs.PLATFORM_WAITING,
          Lease.resource(row.id()),
          json(before),
          json(waiting),
          waiting == null ? "the next move no longer waits" : waiting.reason());
    }
  }

  private static @Nullable String json(@Nullable Waiting waiting) {
    return waiting == null ? null : MemoryJson.of("kind", waiting.kind(), "gates", waiting.names());
  }
}

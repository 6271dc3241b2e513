package io.trueup.statestore.testing;

import io.trueup.statestore.Actor;
import io.trueup.statestore.AuditVerbs;
import io.trueup.statestore.Lease;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.PlatformState;
import io.trueup.statestore.PlatformState.Pause;
import io.trueup.statestore.PlatformState.Pointer;
import io.trueup.statestore.PlatformState.Waiting;
import io.trueup.statestore.PointerRules.Pointers;
import io.trueup.statestore.Rollout;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.control.Steering;
import io.trueup.statestore.testing.MemoryState.RolloutRow;
import io.trueup.statestore.testing.MemoryState.StepRow;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes and shows platforms; shared by the stores that move them. */
final class PlatformRows {

  private PlatformRows() {}

  /** A platform as it is now: with its newest rollout, and without a pause that has ended. */
  static PlatformState show(MemoryState state, PlatformState row) {
    var newest = state.newestRollouts.find(row.id());
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
        row.steering(),
        newest == null ? null : rollout(state, newest),
        NodeRows.blocked(state, row.id()),
        MemoryDrift.summary(state, row.id()),
        row.upToDateSince());
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
        row.failingSince());
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
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        merged,
        target,
        realized,
        row.syncRequested(),
        row.pause(),
        row.waiting(),
        row.steering(),
        null,
        null,
        null);
  }

  static PlatformState withPause(PlatformState row, @Nullable Pause pause) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        pause,
        row.waiting(),
        row.steering(),
        null,
        null,
        null);
  }

  static PlatformState withWaiting(PlatformState row, @Nullable Waiting waiting) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.syncRequested(),
        row.pause(),
        waiting,
        row.steering(),
        null,
        null,
        null);
  }

  static PlatformState withSyncRequested(PlatformState row) {
    return new PlatformState(
        row.id(),
        row.type(),
        row.terms(),
        row.merged(),
        row.target(),
        row.realized(),
        row.merged().version(),
        row.pause(),
        row.waiting(),
        row.steering(),
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
    var since = before == null ? null : before.upToDateSince();
    var isUpToDate = row.realized().version() == row.merged().version();
    state.platforms.put(
        row.id(),
        upToDate(row, isUpToDate ? Objects.requireNonNullElse(since, state.now()) : null));
    state.pointersAt(row.id(), new Pointers(row.merged(), row.target(), row.realized()));
  }

  /** Writes why a platform waits, with an audit entry when that changed. */
  static void putWaiting(MemoryState state, PlatformState row, @Nullable Waiting waiting) {
    var before = row.waiting();
    if (before == null ? waiting == null : isSame(before, waiting)) {
      return;
    }
    put(state, withWaiting(row, waiting));
    state.audit(
        Actor.DAEMON,
        waiting == null ? AuditVerbs.PLATFORM_WAITING_ENDED : AuditVerbs.PLATFORM_WAITING,
        Lease.resource(row.id()),
        json(before),
        json(waiting),
        waiting == null ? "the next move no longer waits" : waiting.reason());
  }

  private static boolean isSame(Waiting before, @Nullable Waiting after) {
    return after != null
        && before.kind().equals(after.kind())
        && before.reason().equals(after.reason());
  }

  private static @Nullable String json(@Nullable Waiting waiting) {
    return waiting == null
        ? null
        : MemoryJson.of("kind", waiting.kind(), "reason", waiting.reason());
  }
}

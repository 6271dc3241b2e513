package io.trueup.statestore.testing;

import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.testing.MemoryState.RunRow;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes and shows runs. */
final class RunRows {

  private RunRows() {}

  /** A run as it is now: a live one past its time is expired. */
  static Run show(Run run, Instant now) {
    return run.state().isLive() && !now.isBefore(run.expiresAt())
        ? with(run, Run.State.EXPIRED, run.expiresAt(), run.expiresAt())
        : run;
  }

  /** Runs of a platform that neither ended nor expired, oldest first. */
  static Stream<Run> live(MemoryState state, PlatformId platform) {
    return state.liveRuns.rows().stream()
        .flatMap(id -> Optional.ofNullable(state.runs.find(id)).stream())
        .map(row -> show(row.run(), state.now()))
        .filter(run -> run.platform().equals(platform) && run.state().isLive());
  }

  /** Whether a run is bringing a node of the platform to its target. */
  static boolean isReconciling(MemoryState state, PlatformId platform) {
    return live(state, platform).anyMatch(run -> run.state() == Run.State.RECONCILING);
  }

  static boolean isReconcilingToEarlier(MemoryState state, PlatformId platform, long version) {
    return live(state, platform)
        .anyMatch(run -> run.state() == Run.State.RECONCILING && run.pinned() < version);
  }

  static void put(MemoryState state, RunRow row) {
    state.runs.put(row.run().id().value(), row);
    state.runOrder.put(row.order(), row.run().id().value());
    if (row.run().state().isLive()) {
      state.liveRuns.put(row.order(), row.run().id().value());
    } else {
      state.liveRuns.remove(row.order());
    }
  }

  static Run with(Run run, Run.State state, Instant expiresAt, @Nullable Instant endedAt) {
    return run.with(state, expiresAt, endedAt);
  }
}

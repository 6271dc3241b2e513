package io.trueup.statestore.testing;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.model.graph.NodeKey;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.PlatformId;
import io.trueup.statestore.Run;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import io.trueup.statestore.testing.MemoryState.RunRow;
import java.time.Instant;
import java.util.List;
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

  static void expire(MemoryState state, PlatformId platform, NodeKey node) {
    for (var id : List.copyOf(state.liveRuns.rows())) {
      var row = state.runs.find(id);
      if (row != null && row.run().platform().equals(platform) && row.run().node().equals(node)) {
        put(state, row.with(show(row.run(), state.now())));
      }
    }
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

  /** The run that a decision starts; null when it starts none. */
  static @Nullable Run begun(RunRequest request, NodeDecision decision, Instant now) {
    return switch (decision) {
      case NodeDecision.Proceed(var pinned, var fingerprint, _) ->
          run(request, Run.Answer.RUN, Run.State.OPEN, pinned, fingerprint, now);
      case NodeDecision.Adapt(var pinned, var fingerprint, _) ->
          run(request, Run.Answer.RECONCILE, Run.State.OPEN, pinned, fingerprint, now);
      case NodeDecision.Reconcile(var pinned, var fingerprint, _) ->
          run(request, Run.Answer.RECONCILE, Run.State.RECONCILING, pinned, fingerprint, now);
      case NodeDecision.Retire(var mark, _) -> {
        var state = mark ? Run.State.RECONCILING : Run.State.SUCCEEDED;
        yield run(request, Run.Answer.RETIRE, state, 0, null, now);
      }
      case NodeDecision.Wait _, NodeDecision.Unknown _ -> null;
    };
  }

  private static Run run(
      RunRequest request,
      Run.Answer answer,
      Run.State state,
      long pinned,
      @Nullable Fingerprint fingerprint,
      Instant now) {
    return new Run(
        request.id(),
        request.platform(),
        request.node(),
        answer,
        state,
        pinned,
        fingerprint,
        request.job(),
        request.caller().name(),
        now,
        now.plus(state == Run.State.RECONCILING ? request.reconcileWithin() : request.length()),
        state.isLive() ? null : now);
  }

  static Run with(Run run, Run.State state, Instant expiresAt, @Nullable Instant endedAt) {
    return run.with(state, expiresAt, endedAt);
  }

  /** The run with the id that it gets as a part of a whole. */
  static Run named(Run run, RunId id, @Nullable RunId partOf) {
    return new Run(
        id,
        run.platform(),
        run.node(),
        run.answer(),
        run.state(),
        run.pinned(),
        run.fingerprint(),
        run.job(),
        run.token(),
        run.beganAt(),
        run.expiresAt(),
        run.endedAt(),
        partOf);
  }

  static String reason(NodeDecision decision) {
    return switch (decision) {
      case NodeDecision.Proceed(_, _, var reason) -> reason;
      case NodeDecision.Adapt(_, _, var reason) -> reason;
      case NodeDecision.Reconcile(_, _, var reason) -> reason;
      case NodeDecision.Retire(_, var reason) -> reason;
      case NodeDecision.Wait(var reason, _) -> reason;
      case NodeDecision.Unknown(var reason) -> reason;
    };
  }
}

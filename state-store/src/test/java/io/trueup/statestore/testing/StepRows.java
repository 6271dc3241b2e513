package io.trueup.statestore.testing;

import io.trueup.model.rollout.RolloutPlan;
import io.trueup.statestore.Lease;
import io.trueup.statestore.RolloutStep;
import io.trueup.statestore.RolloutStep.State;
import io.trueup.statestore.StepResult;
import io.trueup.statestore.testing.MemoryState.StepRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes the steps of a rollout. */
final class StepRows {

  private StepRows() {}

  static void insert(MemoryState state, long rollout, RolloutPlan plan) {
    var ordinal = state.steps(rollout).rows().size();
    for (var planned : plan.steps()) {
      ordinal++;
      var step =
          new RolloutStep(
              rollout, ordinal, planned, State.PENDING, 0, null, null, List.of(), null, null, null);
      state.steps(rollout).put(ordinal, new StepRow(step, 0));
    }
  }

  /** Starts the first steps that are due, up to a limit. */
  static List<RolloutStep> begin(MemoryState state, long rollout, Lease lease, int limit) {
    var begun = new ArrayList<RolloutStep>();
    for (var row : List.copyOf(state.steps(rollout).rows())) {
      if (begun.size() < limit && isDue(row, lease, state.now())) {
        var step = row.step();
        var running =
            with(
                step,
                State.RUNNING,
                step.attempts() + 1,
                step.error(),
                null,
                List.of(),
                state.now(),
                null);
        state.steps(rollout).put(step.ordinal(), new StepRow(running, lease.token()));
        begun.add(running);
      }
    }
    return List.copyOf(begun);
  }

  private static boolean isDue(StepRow row, Lease lease, Instant now) {
    var retryAt = row.step().retryAt();
    return switch (row.step().state()) {
      case PENDING -> true;
      case RUNNING -> row.token() < lease.token();
      case FAILED -> retryAt == null || !now.isBefore(retryAt);
      case IN_PROGRESS, DONE, CANCELLED -> false;
    };
  }

  /** Records the result of an attempt; returns the changed step, or null when nothing changes. */
  static @Nullable RolloutStep end(MemoryState state, long rollout, StepResult result) {
    var row = state.steps(rollout).find(result.ordinal());
    if (row == null) {
      throw new IllegalArgumentException(
          "Cannot find step %d of rollout %d".formatted(result.ordinal(), rollout));
    }
    var step = row.step();
    if (step.state() == State.DONE
        || (step.state() == State.CANCELLED && result instanceof StepResult.NotLanded)
        || (!isUnderWay(step) && result instanceof StepResult.Started)) {
      return null;
    }
    var ended =
        switch (result) {
          case StepResult.Started started -> inProgress(step, started.handle());
          case StepResult.Landed landed ->
              with(
                  step,
                  State.DONE,
                  step.attempts(),
                  null,
                  null,
                  landed.statements(),
                  step.beganAt(),
                  state.now());
          case StepResult.NotLanded failed ->
              with(
                  step,
                  State.FAILED,
                  step.attempts(),
                  failed.error(),
                  failed.retryAt(),
                  List.of(),
                  step.beganAt(),
                  state.now());
        };
    state.steps(rollout).put(step.ordinal(), new StepRow(ended, row.token()));
    return ended;
  }

  private static boolean isUnderWay(RolloutStep step) {
    return step.state() == State.RUNNING || step.state() == State.IN_PROGRESS;
  }

  private static RolloutStep inProgress(RolloutStep step, String handle) {
    return new RolloutStep(
        step.rollout(),
        step.ordinal(),
        step.planned(),
        State.IN_PROGRESS,
        step.attempts(),
        step.error(),
        null,
        List.of(),
        step.beganAt(),
        null,
        handle);
  }

  /** Cancels the steps that have not landed. */
  static void cancel(MemoryState state, long rollout) {
    for (var row : List.copyOf(state.steps(rollout).rows())) {
      var step = row.step();
      if (step.state() != State.DONE) {
        var cancelled =
            with(
                step,
                State.CANCELLED,
                step.attempts(),
                step.error(),
                null,
                List.of(),
                step.beganAt(),
                state.now());
        state.steps(rollout).put(step.ordinal(), new StepRow(cancelled, row.token()));
      }
    }
  }

  /** Makes failed steps due at once; returns how many. */
  static int makeDue(MemoryState state, long rollout) {
    var count = 0;
    for (var row : List.copyOf(state.steps(rollout).rows())) {
      var step = row.step();
      if (step.state() == State.FAILED) {
        var due =
            with(
                step,
                State.FAILED,
                step.attempts(),
                step.error(),
                state.now(),
                List.of(),
                step.beganAt(),
                step.endedAt());
        state.steps(rollout).put(step.ordinal(), new StepRow(due, row.token()));
        count++;
      }
    }
    return count;
  }

  /** Steps that failed and have not landed since; a retry alone does not count. */
  static Stream<RolloutStep> failing(MemoryState state, long rollout) {
    return state.steps(rollout).rows().stream()
        .map(StepRow::step)
        .filter(step -> step.state() == State.FAILED || isUnderWay(step))
        .filter(step -> step.error() != null);
  }

  static boolean allLanded(MemoryState state, long rollout) {
    return state.steps(rollout).rows().stream().allMatch(row -> row.step().state() == State.DONE);
  }

  private static RolloutStep with(
      RolloutStep step,
      State next,
      int attempts,
      @Nullable String error,
      @Nullable Instant retryAt,
      List<String> statements,
      @Nullable Instant beganAt,
      @Nullable Instant endedAt) {
    return new RolloutStep(
        step.rollout(),
        step.ordinal(),
        step.planned(),
        next,
        attempts,
        error,
        retryAt,
        List.copyOf(statements),
        beganAt,
        endedAt,
        null);
  }
}

package io.trueup.statestore.batch;

import io.trueup.model.fingerprint.Fingerprint;
import io.trueup.statestore.NodeDecision;
import io.trueup.statestore.Run;
import io.trueup.statestore.Run.Answer;
import io.trueup.statestore.Run.State;
import io.trueup.statestore.RunId;
import io.trueup.statestore.RunRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A run to record. */
public record NewRun(NodeAt at, RunRequest request, Run run, String reason) {

  /** The run that a decision starts; null when it starts none. */
  static @Nullable NewRun begun(
      NodeAt at,
      RunRequest request,
      RunId id,
      @Nullable RunId partOf,
      NodeDecision decision,
      Instant now) {
    return switch (decision) {
      case NodeDecision.Proceed(var pinned, var fingerprint, var reason) ->
          newRun(at, request, id, partOf, Answer.RUN, State.OPEN, pinned, fingerprint, reason, now);
      case NodeDecision.Adapt(var pinned, var fingerprint, var reason) ->
          newRun(
              at,
              request,
              id,
              partOf,
              Answer.RECONCILE,
              State.OPEN,
              pinned,
              fingerprint,
              reason,
              now);
      case NodeDecision.Reconcile(var pinned, var fingerprint, var reason) ->
          newRun(
              at,
              request,
              id,
              partOf,
              Answer.RECONCILE,
              State.RECONCILING,
              pinned,
              fingerprint,
              reason,
              now);
      case NodeDecision.Retire(var mark, var reason) ->
          newRun(
              at,
              request,
              id,
              partOf,
              Answer.RETIRE,
              mark ? State.RECONCILING : State.SUCCEEDED,
              0,
              null,
              reason,
              now);
      case NodeDecision.Wait _, NodeDecision.Unknown _ -> null;
    };
  }

  private static NewRun newRun(
      NodeAt at,
      RunRequest request,
      RunId id,
      @Nullable RunId partOf,
      Answer answer,
      State state,
      long pinned,
      @Nullable Fingerprint fingerprint,
      String reason,
      Instant now) {
    var lasts = state == State.RECONCILING ? request.reconcileWithin() : request.length();
    var run =
        new Run(
            id,
            request.platform(),
            request.node(),
            answer,
            state,
            pinned,
            fingerprint,
            StorableText.of(request.job()),
            StorableText.of(request.caller().name()),
            now,
            now.plus(lasts).truncatedTo(ChronoUnit.MICROS),
            state.isLive() ? null : now,
            partOf);
    return new NewRun(at, request, run, reason);
  }
}
